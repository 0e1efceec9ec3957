package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
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
    private static final ForeshardConfiguration WITHOUT_PLUGIN = null;
    private static final int RUNS = 5;

    private static ForeshardConfiguration plugin() {
        return new ForeshardConfiguration().setPartitions(64);
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_afterALateWrite_hasAllRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy copy = new ReturningCopy(directory, plugin(), mode)) {
            returnAfterALateWrite(copy);

            assertThat(copy.rows()).isEqualTo(copy.writtenRows());
        }
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void create_afterEviction_hasNoCounter(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy copy = new ReturningCopy(directory, WITHOUT_PLUGIN, mode)) {
            copy.moveAway();
            copy.await(GridDhtPartitionState.EVICTED);

            GridDhtLocalPartition created = copy.createByGuard();

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
    private static void returnAfterALateWrite(ReturningCopy copy) throws Exception {
        copy.moveAway();
        copy.await(GridDhtPartitionState.EVICTED);
        assertThatThrownBy(copy::receiveLateWrite).isInstanceOf(GridDhtInvalidPartitionException.class);
        copy.write();
        copy.moveBack();
        copy.await(GridDhtPartitionState.OWNING);
    }

    @ParameterizedTest
    @EnumSource(CacheAtomicityMode.class)
    void return_whileCleared_hasAllRows(CacheAtomicityMode mode, @TempDir Path directory) throws Exception {
        try (ReturningCopy copy = new ReturningCopy(directory, plugin(), mode)) {
            returnWhileCleared(copy);

            assertThat(copy.rows()).isEqualTo(copy.writtenRows());
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
        try (ReturningCopy copy = new ReturningCopy(directory, plugin(), mode)) {
            copy.deactivate();
            copy.activate();
            copy.await(GridDhtPartitionState.OWNING);

            assertThat(copy.rows()).isEqualTo(copy.writtenRows());
            assertThat(copy.updateCounter()).isEqualTo(copy.writtenRows());
        }
    }

    /** The copy, read from disk when its server started, is assigned again while its rows are deleted. */
    private static void returnWhileCleared(ReturningCopy copy) throws Exception {
        copy.restartServer();
        copy.write();
        copy.holdRow();
        copy.moveAway();
        copy.awaitClearing();
        copy.moveBack();
        copy.releaseRow();
        copy.await(GridDhtPartitionState.OWNING);
        copy.awaitNotClearing();
    }

    private interface Scenario {
        void run(ReturningCopy copy) throws Exception;
    }

    /** Returns whether rows are missing without the plugin, in one of some runs: on a busy machine Ignite may choose to supply all rows. */
    private static boolean lacksRows(Path directory, CacheAtomicityMode mode, Scenario scenario) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            try (ReturningCopy copy =
                    new ReturningCopy(directory.resolve(directory.getFileName() + "-" + run), WITHOUT_PLUGIN, mode)) {
                scenario.run(copy);
                if (copy.rows() < copy.writtenRows()) {
                    return true;
                }
            }
        }
        return false;
    }
}
