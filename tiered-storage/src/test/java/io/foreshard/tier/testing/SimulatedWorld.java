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
    private static final int CRASHLESS_PERIOD = 20;
    private static final int QUIET_PERIOD = 20;
    private static final int IDLE_QUIET_PERIOD = 4;
    /** Crashes or stops of a machine in each round. */
    private static final int LIVES = 3;

    private final int number;
    private final SplittableRandom random;
    private final Failpoints failpoints;
    private final Trace trace;
    private final Tally tally;
    private final Scheduler scheduler;
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedStore store = new SimulatedStore(clock);
    private final List<SimulatedNode> nodes = new ArrayList<>();
    /** Whether disks are copied; a world without copies ends with a collection of all garbage. */
    private final boolean hasCopies;

    private final DiskCopies copies;
    private final ActorCrew crew;
    private long round;

    SimulatedWorld(int number, SplittableRandom random, Failpoints failpoints, Trace trace, Tally tally) {
        this.number = number;
        hasCopies = number % 2 == 1;
        this.random = random;
        this.failpoints = failpoints;
        this.trace = trace;
        this.tally = tally;
        scheduler = new Scheduler(random.split());
        copies = new DiskCopies(nodes, this::node, random.split());
        crew = new ActorCrew(scheduler, failpoints, random.split());
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
            if (!hasCopies && tally.violations().size() == before) {
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
        tally.clones += copies.count();
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
        nodes.forEach(SimulatedNode::round);
        for (int life = 0; life < LIVES; life++) {
            live();
        }
        for (SimulatedNode node : nodes) {
            compareCopy(node);
        }
    }

    /** All machines work until one crashes or each has done its work; then some of them crash or stop, and start again. */
    private void live() throws IOException {
        SimulatedNode copy = hasCopies ? copies.next() : null;
        if (copy != null) {
            restart(copy);
        }
        boolean crashes = random.nextInt(CRASHLESS_PERIOD) > 0;
        if (crashes) {
            failpoints.aim(hasCopies);
        }
        prepare();
        nodes.forEach(crew::spawn);
        if (crashes) {
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
        sweepIfDue();
    }

    /** Brings the machines into a state in which the aimed failpoint can be reached. */
    private void prepare() throws IOException {
        boolean anyIdle = nodes.stream().anyMatch(SimulatedNode::isIdle);
        if (failpoints.aimsAt("sweep/store.delete")
                || random.nextInt(anyIdle ? IDLE_QUIET_PERIOD : QUIET_PERIOD) == 0) {
            letGracePass();
        }
        if (failpoints.aimsAt("sweep/store.put") || failpoints.aimsAt("sweep/disk")) {
            restoreOldDisk();
        }
        for (SimulatedNode node : nodes) {
            if (node.isIdle()) {
                continue;
            }
            if (failpoints.aimsAt("recall/")
                    || failpoints.aimsAt("destroy/")
                    || failpoints.aimsAt("sweep/log")
                    || failpoints.aimsAt("client/file.force")) {
                node.offloadAll();
            }
            if (failpoints.aimsAt("sweep/log")) {
                node.loseFile();
                node.start(false);
            } else if (failpoints.aimsAtCall("log.create")
                    || failpoints.aimsAt("sweep/store.replace")
                    || failpoints.aimsAtCall("disk.replace")) {
                node.stop();
                node.start(false);
            } else if (failpoints.aimsAt("client/file.force")) {
                node.power().off();
                node.disk().losePower();
                node.start(true);
                node.faults().corrupting(true);
            }
        }
        for (SimulatedNode node : nodes) {
            node.faults().failing(STORE_FAULTS[random.nextInt(STORE_FAULTS.length)] * random.nextInt(2));
            node.faults().slow(failpoints.aimsAtAnswer());
            node.disk().failing(random.nextInt(8) == 0 ? DISK_FAULTS : 0);
        }
    }

    /** Nothing happens but sweeps until the garbage of now is due. */
    private void letGracePass() throws IOException {
        if (!copies.isPending()) { // else it would be too old
            for (int quarter = 0; quarter < 4; quarter++) {
                for (SimulatedNode node : nodes) {
                    node.sweep();
                }
                clock.advance(SimulatedNode.GRACE.dividedBy(4).plusSeconds(1));
            }
        }
    }

    private void sweepIfDue() throws IOException {
        for (SimulatedNode node : nodes) {
            if (node.isSweepDue()) {
                node.sweep();
            }
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
        node.reads().all();
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

    /** A machine has a disk that is older than its last claim. */
    private void restoreOldDisk() throws IOException {
        if (hasCopies && !copies.isPending()) {
            SimulatedNode original = copies.take();
            original.stop();
            original.start(true);
            original.sweep();
            copies.use().start(true);
        }
    }

    /** Crashes, stops or keeps a machine at the end of a round, then starts it again. */
    private void end(SimulatedNode node) throws IOException {
        node.disk().failing(0);
        node.faults().corrupting(false);
        node.faults().slow(false);
        boolean crashed = node.power().isOff();
        int choice = random.nextInt(8);
        if (!crashed && (choice < 3 || node.isIdle())) {
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
        if (random.nextInt(3) > 0) {
            failpoints.armStart();
        }
        while (true) {
            try {
                boolean eagerly = failpoints.isAimed() || random.nextBoolean();
                scheduler.inRole("open", () -> node.start(eagerly));
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
        if (random.nextInt(3) == 0) {
            readAllOnAFullDisk(copy);
        }
        copy.reads().all();
        if (random.nextInt(4) == 0) {
            recallAll(copy);
        }
    }

    /** No write succeeds while all pages are read. */
    private void readAllOnAFullDisk(SimulatedNode copy) throws IOException {
        copy.disk().failing(1);
        copy.reads().all();
        copy.disk().failing(0);
        tally.failedFills += copy.storage().statistics().failedFills();
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
        copy.reads().all();
    }
}
