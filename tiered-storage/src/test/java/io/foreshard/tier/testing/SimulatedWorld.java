package io.foreshard.tier.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One store and the machines that use it, with a history of rounds. Not thread-safe. */
final class SimulatedWorld {
    private static final double[] STORE_FAULTS = {0, 0, .1, .4, 1};
    private static final double DISK_FAULTS = .03;
    private static final int COPY_PERIOD = 60;
    private static final int MAX_BACKUP_ROUNDS = 3;
    private static final int MAX_MACHINES = 4;

    private final int number;
    private final SplittableRandom random;
    private final Failpoints failpoints;
    private final Trace trace;
    private final Tally tally;
    private final Scheduler scheduler;
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedStore store = new SimulatedStore(clock);
    private final List<SimulatedNode> nodes = new ArrayList<>();
    /** A copy of a disk, to be used in a later round: by a second machine, or as an old disk that is restored. */
    private SimulatedNode backup;

    private int backupAge;
    private int machines = 1;
    private long round;

    SimulatedWorld(int number, SplittableRandom random, Failpoints failpoints, Trace trace, Tally tally) {
        this.number = number;
        this.random = random;
        this.failpoints = failpoints;
        this.trace = trace;
        this.tally = tally;
        scheduler = new Scheduler(random.split());
    }

    /** Runs rounds until the first violation, or until it is stopped. */
    void run(long rounds, BooleanSupplier isStopped) {
        int before = tally.violations().size();
        failpoints.disarm();
        try {
            SimulatedNode node = node("A", new SimulatedDatabase(), null);
            nodes.add(node);
            node.start(true);
            node.createMissing();
            for (round = 0;
                    round < rounds && tally.violations().size() == before && !isStopped.getAsBoolean();
                    round++) {
                round();
                tally.rounds++;
            }
            if (machines == 1 && tally.violations().size() == before) {
                cleanUp();
            }
        } catch (IOException | RuntimeException e) {
            violation(describe(e));
        }
        store.violations().forEach(this::violation);
        for (int i = before; i < tally.violations().size(); i++) {
            tally.violations()
                    .set(
                            i,
                            "world " + number + ", round " + round + ": "
                                    + tally.violations().get(i));
        }
        for (SimulatedNode node : nodes) {
            tally.faults += node.faults().count() + node.disk().faults();
        }
        if (tally.violations().size() > before) {
            tally.rounds++; // the cut-off round, so that the run ends
        }
    }

    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        int frames = 0;
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("io.foreshard.tier.") && frames++ < 6) {
                text.append(" < ").append(frame.getFileName()).append(':').append(frame.getLineNumber());
            }
        }
        return failure.getCause() == null ? text.toString() : text + " caused by " + describe(failure.getCause());
    }

    private void violation(String sentence) {
        tally.violation(sentence);
    }

    private SimulatedNode node(String machine, SimulatedDatabase database, SimulatedDisk from) {
        Power power = new Power(machine, scheduler, failpoints, trace);
        SimulatedDisk disk =
                from == null ? new SimulatedDisk("node-0", random.split(), power) : from.copy(random.split(), power);
        StoreFaults faults = new StoreFaults(random.split());
        return new SimulatedNode(
                machine, scheduler, power, disk, database, store, faults, random.split(), clock, trace, tally);
    }

    private void round() throws IOException {
        copyDisks();
        for (SimulatedNode node : nodes) {
            node.faults().failing(STORE_FAULTS[random.nextInt(STORE_FAULTS.length)] * random.nextInt(2));
            node.disk().failing(random.nextInt(8) == 0 ? DISK_FAULTS : 0);
            spawn(node);
        }
        if (random.nextInt(5) > 0) {
            failpoints.arm();
        }
        for (Throwable thrown : scheduler.run()) {
            violation(describe(thrown));
        }
        failpoints.disarm();
        clock.advance(Duration.ofSeconds(random.nextInt(600)));
        for (SimulatedNode node : List.copyOf(nodes)) {
            end(node);
        }
        for (SimulatedNode node : nodes) {
            node.sweep();
            compareCopy(node);
        }
    }

    /** Recalls everything, and collects all garbage: nothing is left of the only machine. */
    private void cleanUp() throws IOException {
        SimulatedNode node = nodes.get(0);
        node.faults().failing(0);
        node.disk().failing(0);
        node.createMissing();
        for (int turn = 0; turn < 2; turn++) {
            node.storage().collectGarbage(false);
            clock.advance(SimulatedNode.GRACE.plusSeconds(1));
        }
        compareCopy(node);
        node.storage().recall(SimulatedNode.GROUP.name());
        node.checkpoint();
        for (int turn = 0; turn < 3; turn++) {
            node.storage().collectGarbage(false);
            clock.advance(SimulatedNode.GRACE.plusSeconds(1));
        }
        node.readAll();
        List<String> left = store.objects().keySet().stream()
                .filter(name -> name.contains("/group-"))
                .toList();
        if (!left.isEmpty()) {
            violation(left.size() + " objects are garbage, among them " + left.get(0) + ": "
                    + node.storage().collectGarbage(true));
        }
        if (node.storage().garbageBytes() > 0) {
            violation("The garbage has " + node.storage().garbageBytes() + " bytes after all was collected.");
        }
    }

    /** Copies a disk, or uses the copy: at most half the grace later, because older copies may miss objects. */
    private void copyDisks() throws IOException {
        if (backup == null) {
            if (machines < MAX_MACHINES && random.nextInt(COPY_PERIOD) == 0) {
                SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
                backup = node(
                        String.valueOf((char) ('A' + machines)), node.database().copy(), node.disk());
                backupAge = 0;
            }
        } else if (random.nextBoolean() || ++backupAge == MAX_BACKUP_ROUNDS) {
            machines++;
            tally.clones++;
            if (random.nextBoolean()) {
                nodes.remove(random.nextInt(nodes.size())); // its disk is replaced by the copy
            }
            nodes.add(backup);
            restart(backup);
            backup = null;
            nodes.forEach(node -> node.hasRivals(true));
        }
    }

    private void spawn(SimulatedNode node) {
        actor(node, "writer", 10, node::modify);
        actor(node, "writer", 10, node::modify);
        actor(node, "reader", 8, node::readAny);
        actor(node, "reader", 8, node::readAny);
        actor(node, "replacement", 12, node::replacePage);
        actor(node, "checkpointer", random.nextInt(3), node::checkpoint);
        actor(node, "offload", 1 + random.nextInt(2), node::offload);
        actor(node, "offload", random.nextInt(2), node::offload);
        actor(node, "sweep", random.nextInt(2), node::sweep);
        actor(node, "recall", random.nextInt(2), node::recall);
        if (random.nextInt(4) == 0) {
            actor(node, "destroy", 1, node::recreate);
        }
        if (random.nextInt(6) == 0) {
            actor(node, "snapshot", 2, () -> {
                node.copyFiles(true);
                node.power().pause("snapshot.await");
                node.copyFiles(false);
            });
        }
    }

    private void actor(SimulatedNode node, String role, int steps, Scheduler.Task task) {
        if (steps > 0) {
            scheduler.spawn(role, () -> {
                for (int step = 0; step < steps; step++) {
                    node.power().pause("await");
                    task.run();
                }
            });
        }
    }

    /** Crashes, stops or keeps a machine at the end of a round, then starts it again. */
    private void end(SimulatedNode node) throws IOException {
        node.disk().failing(0);
        boolean crashed = node.power().isOff();
        int choice = random.nextInt(8);
        if (!crashed && choice < 3) {
            node.faults().failing(0);
            return;
        }
        if (!crashed && choice < 5) {
            tally.cleanStops++;
            node.stop();
        } else {
            tally.crashes++;
            tally.inFlight += node.moving();
        }
        node.faults().failing(0);
        if (random.nextBoolean()) {
            tally.powerLosses++;
            node.disk().losePower();
        }
        restart(node);
    }

    private void restart(SimulatedNode node) throws IOException {
        if (random.nextInt(4) == 0) {
            failpoints.arm();
        }
        while (true) {
            try {
                scheduler.inRole("open", () -> node.start(random.nextBoolean()));
                failpoints.disarm();
                return;
            } catch (PowerOff e) {
                tally.crashes++;
                if (random.nextBoolean()) {
                    tally.powerLosses++;
                    node.disk().losePower();
                }
            }
        }
    }

    /** Starts a copy of a machine on copies of its disk and of the store, and compares all pages there: the machine itself stays as it is. */
    private void compareCopy(SimulatedNode node) throws IOException {
        Trace unseen = new Trace();
        Power power = new Power(node.machine() + "-copy", scheduler, failpoints, unseen);
        power.quiet();
        SimulatedDisk disk = node.disk().copy(random.split(), power);
        StoreFaults faults = new StoreFaults(random.split());
        SimulatedNode copy = new SimulatedNode(
                node.machine() + "-copy",
                scheduler,
                power,
                disk,
                node.database().copy(),
                store.copy(),
                faults,
                random.split(),
                clock,
                unseen,
                tally);
        if (random.nextBoolean()) {
            disk.losePower();
        }
        copy.start(true);
        copy.readAll();
        if (random.nextInt(4) == 0) {
            recallAll(copy);
        }
    }

    private void recallAll(SimulatedNode copy) throws IOException {
        copy.storage().recall(SimulatedNode.GROUP.name());
        for (int partition : copy.database().partitions()) {
            byte[] file = copy.disk().file(partition).bytes();
            if (!SimulatedPages.isPlain(java.nio.ByteBuffer.wrap(file, 0, SimulatedPages.BYTES))) {
                violation("The recalled file of partition " + partition + " has a mark or a slot.");
            }
            if (copy.partition(partition).hasObjects()) {
                violation("The recalled partition " + partition + " has objects.");
            }
        }
        copy.readAll();
    }
}
