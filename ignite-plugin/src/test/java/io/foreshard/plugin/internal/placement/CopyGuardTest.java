package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtInvalidPartitionException;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Copies that return to a server, after changes of the baseline, in the states in which their update counter survives their rows. Each
 * scenario runs without the plugin too, where rows are missing: so it reaches the state that the guard is for.
 */
class CopyGuardTest {
    private static final int RUNS = 5;

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_afterALateWrite_hasAllRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy returning = new ReturningCopy(directory, ReturningCopy.plugin(), mode)) {
            returnAfterALateWrite(returning);

            assertThat(returning.copy().rows()).isEqualTo(returning.writtenRows());
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void create_afterEviction_hasNoCounter(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy returning = new ReturningCopy(directory, ReturningCopy.WITHOUT_PLUGIN, mode)) {
            returning.moveAway();
            returning.copy().await(GridDhtPartitionState.EVICTED);

            GridDhtLocalPartition created = returning.createByGuard();

            assertThat(created.updateCounter()).isZero();
            assertThat(created.initialUpdateCounter()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_afterALateWriteWithoutTheGuard_lacksRows(CacheAtomicityMode mode, @TempDir Path directory)
            throws Exception {
        assertThat(lacksRows(directory, mode, CopyGuardTest::returnAfterALateWrite))
                .isTrue();
    }

    /** A primary that still lists this server as a backup sends it a write, after the copy was evicted and before a checkpoint destroyed its file. */
    private static void returnAfterALateWrite(ReturningCopy returning) throws Exception {
        returning.moveAway();
        returning.copy().await(GridDhtPartitionState.EVICTED);
        assertThatThrownBy(returning::receiveLateWrite).isInstanceOf(GridDhtInvalidPartitionException.class);
        returning.write();
        returning.moveBack();
        returning.copy().await(GridDhtPartitionState.OWNING);
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_whileCleared_hasAllRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy returning = new ReturningCopy(directory, ReturningCopy.plugin(), mode)) {
            returnWhileCleared(returning);

            assertThat(returning.copy().rows()).isEqualTo(returning.writtenRows());
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_whileClearedWithoutTheGuard_lacksRows(CacheAtomicityMode mode, @TempDir Path directory)
            throws Exception {
        assertThat(lacksRows(directory, mode, CopyGuardTest::returnWhileCleared))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void activate_again_keepsCounterAndRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy returning = new ReturningCopy(directory, ReturningCopy.plugin(), mode)) {
            returning.deactivate();
            returning.activate();
            returning.copy().await(GridDhtPartitionState.OWNING);

            assertThat(returning.copy().rows()).isEqualTo(returning.writtenRows());
            assertThat(returning.copy().updateCounter()).isEqualTo(returning.writtenRows());
        }
    }

    /** The copy, read from disk when its server started, is assigned again while its rows are deleted. */
    private static void returnWhileCleared(ReturningCopy returning) throws Exception {
        returning.restartServer();
        returning.write();
        returning.holdRow();
        returning.moveAway();
        returning.awaitClearing();
        returning.moveBack();
        returning.releaseRow();
        returning.copy().await(GridDhtPartitionState.OWNING);
        returning.copy().awaitNotClearing();
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void start_afterAKillWhileCleared_hasAllRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy returning = new ReturningCopy(directory, ReturningCopy.plugin(), mode)) {
            startAfterAKillWhileCleared(returning);

            assertThat(returning.copy().rows()).isEqualTo(returning.writtenRows());
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void start_afterAKillWhileClearedWithoutTheGuard_lacksRows(CacheAtomicityMode mode, @TempDir Path directory)
            throws Exception {
        assertThat(lacksRows(directory, mode, CopyGuardTest::startAfterAKillWhileCleared))
                .isTrue();
    }

    /**
     * A server is killed while it deletes the rows of its copy, which is assigned to it again, and the cluster is activated again. Ignite clears such
     * copies of a server that joins an active cluster (GridDhtPartitionTopologyImpl, line 1678).
     */
    private static void startAfterAKillWhileCleared(ReturningCopy returning) throws Exception {
        returning.killWhileCleared();
        returning.write();
        returning.deactivate();
        returning.startServer();
        returning.activate();
        returning.copy().await(GridDhtPartitionState.OWNING);
    }

    private interface Scenario {
        void run(ReturningCopy returning) throws Exception;
    }

    /** Returns whether rows are missing without the plugin, in one of some runs: on a busy machine Ignite may choose to supply all rows. */
    private static boolean lacksRows(Path directory, CacheAtomicityMode mode, Scenario scenario) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            try (ReturningCopy returning = new ReturningCopy(
                    directory.resolve(directory.getFileName() + "-" + run), ReturningCopy.WITHOUT_PLUGIN, mode)) {
                scenario.run(returning);
                if (returning.copy().rows() < returning.writtenRows()) {
                    return true;
                }
            }
        }
        return false;
    }
}
