package io.foreshard.tier.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A machine with offloaded partitions at rest, with its earlier states: the material of corruptions. Each use works on copies.
 */
final class CorruptionImage {
    private static final int STEPS = 12;
    private static final int CHANGES = 25;
    /** Share of the last state, of {@link #STEPS} others. */
    private static final int LAST_STATES = 4;

    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedStore store = new SimulatedStore(clock);
    private final SimulatedDatabase database = new SimulatedDatabase();
    private final SimulatedDisk disk;
    private final List<State> past = new ArrayList<>();

    /** What a machine and its store had at one moment. */
    record State(SimulatedDisk disk, SimulatedStore store) {
        State copy(SplittableRandom random, Power power) {
            return new State(disk.copy(random, power), store.copy());
        }
    }

    /** Builds a machine by changes, offloads, reads and recalls, and stops it in order or cuts its power after a checkpoint. */
    CorruptionImage(SplittableRandom random) throws IOException {
        this.random = random;
        scheduler = new Scheduler(random.split());
        Power power = quietPower();
        disk = new SimulatedDisk("node-0", random.split(), power);
        SimulatedNode node = node(power, disk, database, store, new Tally());
        node.start(true);
        node.createMissing();
        for (int step = 0; step < STEPS; step++) {
            for (int change = 0; change < CHANGES; change++) {
                node.modify();
            }
            node.offload();
            node.checkpoint();
            if (step % 4 == 3) {
                node.recall();
            }
            if (step % 4 == 1) {
                node.recreate();
            }
            if (step % 5 == 4) {
                node.storage().offload(SimulatedNode.GROUP.name());
            }
            node.checkpoint();
            if (step % 3 == 2) {
                node.stop();
                node.start(true); // each session has a segment of the log
            }
            past.add(new State(disk, store).copy(random.split(), power));
        }
        node.storage().offload(SimulatedNode.GROUP.name());
        State lastOffload = new State(disk, store).copy(random.split(), power);
        for (int generation = 0; generation < LAST_STATES; generation++) {
            past.add(lastOffload); // the next checkpoint ends the generation of its files
        }
        for (int read = 0; read < STEPS; read++) {
            node.modify();
        }
        node.reads().any(); // some pages are local and remote
        if (random.nextBoolean()) {
            node.stop();
        } else {
            node.checkpoint();
            node.checkpoint();
            if (random.nextBoolean()) {
                node.storage().offload(SimulatedNode.GROUP.name());
            }
            disk.losePower();
        }
    }

    Power quietPower() {
        Power power = new Power("A", scheduler, new Failpoints(random.split()), new Trace());
        power.quiet();
        return power;
    }

    /** Returns a machine that is not started. */
    SimulatedNode node(Power power, SimulatedDisk of, SimulatedDatabase with, SimulatedStore using, Tally tally) {
        StoreFaults faults = new StoreFaults(random.split());
        return new SimulatedNode(
                "A", scheduler, power, of, with, using, faults, random.split(), clock, new Trace(), tally);
    }

    /** Returns a copy of the present state. */
    State present(Power power) {
        return new State(disk, store).copy(random.split(), power);
    }

    SimulatedDatabase database() {
        return database;
    }

    /** Returns earlier states, the oldest first. */
    List<State> past() {
        return past;
    }
}
