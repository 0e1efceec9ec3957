package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills an offload and a recall at every call of a port, before and after it takes effect, with and without loss of unforced writes. */
class CrashPointTest {
    private static final int PAGES = 12;

    @TempDir
    Path directory;

    private int machines;

    static Stream<Arguments> crashes() {
        return Stream.of(true, false)
                .flatMap(takesEffect -> Stream.of(true, false).map(powerLoss -> Arguments.of(takesEffect, powerLoss)));
    }

    /** A machine with one partition: its file, its residency and its store survive a kill. */
    private final class Machine {
        private final Path home;
        private final KillSwitch power = new KillSwitch();
        private final MemoryFile file = new MemoryFile(power);
        private final KillableStore store;
        private final int[] values = new int[PAGES];
        private TieredPartition partition;

        Machine() throws IOException {
            home = Files.createDirectory(directory.resolve("machine-" + machines++));
            store = new KillableStore(new MemoryObjectStore(), power);
            file.write(TestPages.header(), 0);
            file.force();
            open();
            for (int page = 1; page < PAGES; page++) {
                write(page, 100 + page);
            }
            partition.force();
        }

        private void open() throws IOException {
            partition = new TieredPartition(
                    "group/part-0/node",
                    file,
                    home.resolve("residency"),
                    TestPages.FORMAT,
                    store,
                    new TierEvents(new TierStatistics(), TierListener.NONE));
        }

        void write(int page, int value) throws IOException {
            TestPages.write(partition, page, value);
            values[page] = value;
        }

        /** Returns whether the operation was killed; then the machine has started again. */
        boolean killed(int call, boolean takesEffect, boolean powerLoss, Operation operation) throws IOException {
            power.reset();
            power.killAt(call, takesEffect);
            try {
                operation.run(partition);
                return false;
            } catch (KillSwitch.Killed e) {
                if (powerLoss) {
                    file.crash();
                }
                power.reset();
                open();
                return true;
            } finally {
                power.reset();
            }
        }

        void verify() throws IOException {
            for (int page = 1; page < PAGES; page++) {
                assertThat(TestPages.value(partition, page)).as("page %d", page).isEqualTo(values[page]);
            }
        }
    }

    private interface Operation {
        void run(TieredPartition partition) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void offload_killedAtEachPoint_leavesEveryPageReadable(boolean takesEffect, boolean powerLoss) throws IOException {
        List<Integer> remote = new ArrayList<>();
        for (int call = 1; ; call++) {
            Machine machine = new Machine();
            boolean killed = machine.killed(call, takesEffect, powerLoss, TieredPartition::offload);
            remote.add(machine.partition.remotePages());
            completesAfterwards(machine);
            if (!killed) {
                break;
            }
        }
        assertThat(remote).as("identity, object, manifest, residency, holes").hasSizeGreaterThan(5);
        assertThat(remote)
                .as("all pages are local until the residency is durable, then all are remote")
                .isSorted()
                .containsOnly(0, offloadable());
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void laterOffload_killedAtEachPoint_leavesEveryPageReadable(boolean takesEffect, boolean powerLoss)
            throws IOException {
        boolean killed = true;
        for (int call = 1; killed; call++) {
            Machine machine = new Machine();
            machine.partition.offload();
            for (int page = 1; page < PAGES; page++) {
                machine.write(page, 200 + page); // supersedes the first object
            }
            machine.partition.force();
            killed = machine.killed(call, takesEffect, powerLoss, TieredPartition::offload);
            completesAfterwards(machine);
        }
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void recall_killedAtEachPoint_leavesEveryPageReadable(boolean takesEffect, boolean powerLoss) throws IOException {
        boolean killed = true;
        for (int call = 1; killed; call++) {
            Machine machine = new Machine();
            machine.partition.offload();
            killed = machine.killed(call, takesEffect, powerLoss, partition -> partition.recall(() -> false));
            completesAfterwards(machine);
        }
    }

    /** Reads everything, then offloads, deletes orphans and recalls without a kill. */
    private static void completesAfterwards(Machine machine) throws IOException {
        machine.verify();
        machine.partition.offload();
        machine.partition.deleteOrphans(new TreeSet<>(machine.store.list("")));
        assertThat(machine.partition.remotePages()).isEqualTo(offloadable());
        assertThat(machine.store.list("")).as("manifest and objects in use").hasSizeBetween(2, 3);
        machine.verify();
        machine.partition.recall(() -> false);
        assertThat(machine.store.list("")).isEmpty();
        assertThat(machine.partition.hasObjects()).isFalse();
        machine.verify();
    }

    private static int offloadable() {
        int pages = 0;
        for (int page = 1; page < PAGES; page++) {
            pages += TestPages.isOffloadable(page) ? 1 : 0;
        }
        return pages;
    }
}
