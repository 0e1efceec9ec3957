package io.foreshard.tier.testing;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The copies of disks in a world: one is taken now and then, and used by a second machine or instead of its original, at most half the grace later, because
 * older copies may miss objects. Not thread-safe.
 */
final class DiskCopies {
    private static final int COPY_PERIOD = 60;
    private static final int MAX_BACKUP_LIVES = 3;
    private static final int MAX_MACHINES = 3;
    private static final int IDLE_ROUNDS = 40;

    private final List<SimulatedNode> nodes;
    private final Factory factory;
    private final SplittableRandom random;
    private SimulatedNode original;
    private SimulatedNode backup;
    private int backupLives;
    private int machines;

    /** Creates a machine that is not started. */
    interface Factory {
        SimulatedNode node(String machine, SimulatedDatabase database, SimulatedDisk from);
    }

    /** @param nodes machines that run; changed when a copy is used */
    DiskCopies(List<SimulatedNode> nodes, Factory factory, SplittableRandom random) {
        this.nodes = nodes;
        this.factory = factory;
        this.random = random;
    }

    /** Returns whether there is a copy that is not used yet. */
    boolean isPending() {
        return backup != null;
    }

    /** Copies a disk, or uses the copy; returns a machine that has to be started, null if there is none. */
    SimulatedNode next() {
        if (backup == null) {
            if (random.nextInt(COPY_PERIOD) > 0) {
                return null;
            }
            take();
            return random.nextBoolean()
                    ? use()
                    : null; // the token does not tell a copy from the original: the first one owns it
        }
        return random.nextBoolean() || ++backupLives == MAX_BACKUP_LIVES ? use() : null;
    }

    /** Copies a disk; returns the machine that it belongs to. */
    SimulatedNode take() {
        original = nodes.get(random.nextInt(nodes.size()));
        backup = factory.node("M" + ++machines, original.database().copy(), original.disk());
        backupLives = 0;
        return original;
    }

    /** Returns a machine with the copy, which has to be started. */
    SimulatedNode use() {
        SimulatedNode copy = backup;
        backup = null;
        boolean isRestored = nodes.size() == MAX_MACHINES || random.nextInt(3) == 0;
        if (isRestored) {
            nodes.remove(nodes.contains(original) ? original : nodes.get(0)); // its disk is replaced by the copy
        }
        nodes.add(copy);
        nodes.forEach(SimulatedNode::hasRivals);
        if (random.nextBoolean()) {
            // One that changes nothing depends on the objects that the other one supersedes.
            (random.nextBoolean() && !isRestored ? original : copy).idle(IDLE_ROUNDS);
        }
        return copy;
    }

    /** Returns the copies that were taken. */
    int count() {
        return machines;
    }
}
