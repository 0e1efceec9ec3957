package io.foreshard.tier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.TierTesting;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Crashes an offload, a release, a checkpoint and a recall at each call of a port, before and after it takes effect, with and without loss of unforced writes. */
class CrashPointTest {
    private static final int CHANGES = 40;
    private static final int FEW_CHANGES = 5;
    private static final int RELEASES = 5;

    /** An operation that is crashed. */
    private enum Operation {
        /** The first offload of the partitions. */
        FIRST_OFFLOAD,
        /** An offload of pages that were written since the offload before. */
        LATER_OFFLOAD,
        /** An upload that keeps the local copies, the first of the partitions. */
        UPLOAD,
        /** A release of pages that were fetched. */
        RELEASE,
        /** A checkpoint of pages with remote copies. */
        CHECKPOINT,
        /** A recall. */
        RECALL,
        /** The deletion of a partition and its creation. */
        RECREATE;

        boolean isFirst() {
            return this == FIRST_OFFLOAD || this == UPLOAD;
        }
    }

    static Stream<Arguments> crashes() {
        return Stream.of(Operation.values())
                .flatMap(operation -> Stream.of(true, false).map(losesPower -> Arguments.of(operation, losesPower)));
    }

    /** A machine with remote pages, which may crash. */
    private static final class Machine {
        private final SplittableRandom random = new SplittableRandom(5);
        private final Trace trace = new Trace();
        private final Tally tally = new Tally();
        private final Failpoints failpoints = new Failpoints(random.split());
        private final Scheduler scheduler = new Scheduler(random.split());
        private final SimulatedClock clock = new SimulatedClock();
        private final SimulatedDisk disk;
        private final SimulatedNode node;

        Machine(Operation operation) throws IOException {
            Power power = new Power("A", scheduler, failpoints, trace);
            disk = new SimulatedDisk("node-0", random.split(), power);
            StoreFaults faults = new StoreFaults(random.split());
            SimulatedStore store = new SimulatedStore(clock);
            node = new SimulatedNode(
                    "A",
                    scheduler,
                    power,
                    disk,
                    new SimulatedDatabase(),
                    store,
                    faults,
                    random.split(),
                    clock,
                    trace,
                    tally);
            node.start(true);
            node.createMissing();
            change(CHANGES);
            if (!operation.isFirst()) {
                node.storage().offload(SimulatedNode.GROUP.name());
            }
            if (operation == Operation.RELEASE) {
                node.reads().all();
                for (int checkpoint = 0;
                        checkpoint < 2;
                        checkpoint++) { // the first makes fetched pages durable, the second records them
                    change(FEW_CHANGES);
                    node.checkpoint();
                }
            } else if (!operation.isFirst()) {
                change(CHANGES);
            }
        }

        private void change(int changes) throws IOException {
            for (int i = 0; i < changes; i++) {
                node.modify();
            }
        }

        private void run(Operation operation) throws IOException {
            switch (operation) {
                case UPLOAD -> {
                    for (int partition : node.database().partitions()) {
                        TierTesting.upload(node.storage(), SimulatedNode.GROUP.name(), partition);
                    }
                }
                case FIRST_OFFLOAD, LATER_OFFLOAD -> node.storage().offload(SimulatedNode.GROUP.name());
                case RELEASE -> {
                    for (int i = 0; i < RELEASES; i++) {
                        node.release();
                    }
                }
                case CHECKPOINT -> node.checkpoint();
                case RECALL -> node.storage().recall(SimulatedNode.GROUP.name());
                case RECREATE -> node.recreate();
            }
            node.power().check();
        }

        /** Returns whether the operation crashed; then the machine has started again. */
        boolean crashed(Operation operation, int point, boolean losesPower) throws IOException {
            failpoints.armNth(point);
            boolean crashed = false;
            try {
                run(operation);
            } catch (PowerOff e) {
                crashed = true;
            } catch (RuntimeException e) {
                assertThat(node.power().isOff()).as("%s", e).isTrue(); // a move has wrapped the crash
                crashed = true;
            }
            failpoints.disarm();
            if (crashed) {
                if (losesPower) {
                    disk.losePower();
                }
                node.start(random.nextBoolean());
            }
            return crashed;
        }

        void completes() throws IOException {
            node.reads().all();
            node.createMissing();
            node.storage().offload(SimulatedNode.GROUP.name());
            node.reads().all();
            node.storage().recall(SimulatedNode.GROUP.name());
            node.reads().all();
            for (int partition : node.database().partitions()) {
                assertThat(node.partition(partition).hasObjects()).isFalse();
                assertThat(node.isMarked(partition)).isFalse();
            }
            assertThat(tally.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void operation_crashedAtEachPoint_losesNoPage(Operation operation, boolean losesPower) throws IOException {
        int point = 1;
        Machine machine = new Machine(operation);
        while (machine.crashed(operation, point, losesPower)) {
            machine.completes();
            point++;
            machine = new Machine(operation);
        }
        machine.completes();
        assertThat(point).as("points").isGreaterThan(10);
    }
}
