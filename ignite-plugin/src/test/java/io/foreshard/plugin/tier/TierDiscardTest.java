package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.tier.VerifyReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two copies of a cache is damaged: reads of it fail with a sentence, the node runs on, and after the command discard the other owner fills it again. */
class TierDiscardTest {
    /** Rows that are written after the offload: the write-ahead log has them, and the files do not. */
    private static final int ALL_ROWS = TwoColdNodes.ROWS + 8;

    /** Of more than one cache: its directory has the configurations of the caches under their names. */
    private static final String GROUP = "archive";

    private static final String CURE = "TierCommand discard CONFIG.xml --group " + TwoColdNodes.CACHE;

    @TempDir
    Path directory;

    private TwoColdNodes nodes;

    private void offload(TwoColdNodes created) {
        nodes = created;
        nodes.startCold();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void discard_objectsOfOneCopyDamaged_otherOwnerFillsItAgain() throws Exception {
        offload(new TwoColdNodes(directory));
        nodes.close();
        nodes.damage(0);
        nodes.start();

        assertThatThrownBy(() -> nodes.cache(0).query(new ScanQuery<>()).getAll())
                .hasStackTraceContaining("is missing or corrupt in the object nodes/server_0-")
                .hasStackTraceContaining(CURE);
        assertThat(failedGets()).isBetween(1, TwoColdNodes.ROWS / 2);
        VerifyReport report = nodes.tier(0).verify(TwoColdNodes.CACHE);
        assertThat(report.lost()).isEqualTo(TwoColdNodes.PARTITIONS);
        assertThat(report.damages()).allMatch(damage -> damage.contains(CURE));
        assertThat(nodes.tier(0).statistics().damagedPages())
                .as("each page once")
                .isEqualTo(TwoColdNodes.PARTITIONS);
        assertThat(nodes.tier(1).verify(TwoColdNodes.CACHE).lost()).isZero();
        assertThat(nodes.tier(0).soleCopies(TwoColdNodes.CACHE)).isEmpty();
        nodes.noFailures();
        nodes.write(TwoColdNodes.ROWS, ALL_ROWS);

        nodes.stop(0);
        assertThat(nodes.tier(1).soleCopies(TwoColdNodes.CACHE)).hasSize(TwoColdNodes.PARTITIONS);
        List<Path> damaged = nodes.objects(0);
        assertThat(nodes.commands(0).run(0, "discard", "--group", TwoColdNodes.CACHE))
                .contains("nothing was deleted");
        assertThat(nodes.files(0).resolve("index.bin")).doesNotExist();
        assertThat(nodes.commands(0).run(0, "discard", "--group", TwoColdNodes.CACHE, "--undo"))
                .contains("is in place again");
        assertThat(nodes.files(0).resolve("index.bin")).exists();
        nodes.commands(0).run(0, "discard", "--group", TwoColdNodes.CACHE);
        assertThat(nodes.commands(0).run(0, "status")).contains("the node was not started since");
        nodes.server(0);
        nodes.awaitOwners();

        nodes.verify(ALL_ROWS);
        nodes.offload(0); // ends the second checkpoint of the node, at which it owned all partitions
        nodes.stop(0);
        assertThat(nodes.commands(0).run(0, "status")).contains("the node owns its partitions again");
        assertThat(nodes.commands(0).run(1, "discard", "--group", TwoColdNodes.CACHE, "--undo"))
                .contains("was started after the copy");
        nodes.server(0);
        nodes.awaitOwners();
        nodes.verify(ALL_ROWS);
        nodes.offload(0);
        nodes.tier(0).collectGarbage(false);
        assertThat(damaged).as("objects that the discarded copy names").allMatch(Files::exists);

        ColdNode.delete(nodes.tierFiles(0).resolve("discarded"));
        nodes.tier(0).collectGarbage(false);

        assertThat(damaged).noneMatch(Files::exists);
        assertThat(nodes.objects(0)).as("objects of the new copy").isNotEmpty();
        assertThat(nodes.tier(0).garbageBytes()).isZero();
        assertThat(nodes.tier(0).verify(TwoColdNodes.CACHE).lost()).isZero();
        nodes.verify(ALL_ROWS);
    }

    private int failedGets() {
        int failed = 0;
        for (int row = 0; row < TwoColdNodes.ROWS; row++) {
            try {
                assertThat(nodes.cache(0).get(row)).isEqualTo(TwoColdNodes.value(row));
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining(CURE);
                failed++;
            }
        }
        return failed;
    }

    /** Ignite would let the node own empty partitions at the activation. */
    @Test
    void start_copyDiscardedAndOtherOwnerAway_partitionsAreLostUntilItStarts() throws Exception {
        offload(new TwoColdNodes(directory));
        nodes.write(TwoColdNodes.ROWS, ALL_ROWS);
        nodes.close();
        damageHeader(nodes.files(0).resolve("part-3.bin"));
        nodes.open();
        assertThatThrownBy(() -> nodes.server(0)).hasStackTraceContaining(CURE);
        assertThat(nodes.commands(0).run(1, "rebuild")).contains(CURE);
        nodes.commands(0).run(0, "discard", "--group", TwoColdNodes.CACHE);

        for (int complete : new int[] {0, 1}) {
            CutOffCheckpoint checkpoint = new CutOffCheckpoint(nodes.server(0), complete);
            nodes.ignite(0).cluster().state(ClusterState.ACTIVE);
            assertThat(nodes.owned(0)).as("empty partitions").isZero();
            assertThatThrownBy(() -> nodes.cache(0).get(1)).hasStackTraceContaining("CacheInvalidStateException");
            checkpoint.force().await();
            nodes.stop(0);
        }
        assertThat(nodes.commands(0).run(0, "status")).contains("have not filled all partitions yet");
        nodes.server(0).cluster().state(ClusterState.ACTIVE);
        assertThat(nodes.owned(0)).as("empty partitions").isZero();
        nodes.server(1);
        nodes.ignite(0).resetLostPartitions(Set.of(TwoColdNodes.CACHE));
        nodes.awaitOwners();

        nodes.verify(ALL_ROWS);
        nodes.noFailures();
    }

    /** Each run of the node ends as by kill -9 in a checkpoint: with the old files, before and after the first checkpoint of the new ones. */
    @Test
    void start_checkpointsCutOffWhileFilled_isFilledByTheOther() throws Exception {
        offload(new TwoColdNodes(directory, GROUP));
        nodes.write(TwoColdNodes.ROWS, ALL_ROWS);
        new CutOffCheckpoint(nodes.ignite(0), 0).force().await();
        nodes.close();
        nodes.commands(0).run(0, "discard", "--group", GROUP);

        for (int complete : new int[] {0, 1}) {
            nodes.open();
            CutOffCheckpoint checkpoint = new CutOffCheckpoint(nodes.server(0), complete);
            nodes.server(1).cluster().state(ClusterState.ACTIVE);
            checkpoint.await(); // the second one ends the filling
            nodes.stop(0);
            nodes.close();
        }
        nodes.start();
        nodes.awaitOwners();

        nodes.verify(ALL_ROWS);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.tier(0).soleCopies(GROUP).isEmpty());
        nodes.noFailures();
    }

    /** Some partitions are not on this node: those that the start creates are given up again. */
    @Test
    void start_copyDiscardedAmongThreeServers_ownsItsPartitionsOnly() throws Exception {
        offload(new TwoColdNodes(directory));
        nodes.server(2);
        nodes.ignite(0).cluster().setBaselineTopology(nodes.ignite(0).cluster().topologyVersion());
        awaitTwoOwners();
        long before = nodes.owned(0);
        assertThat(before).isLessThan(TwoColdNodes.PARTITIONS);
        nodes.offload(2);
        nodes.stop(0);
        nodes.commands(0).run(0, "discard", "--group", TwoColdNodes.CACHE);

        nodes.server(0);
        awaitTwoOwners();

        assertThat(nodes.owned(0)).isEqualTo(before);
        for (int row = 0; row < TwoColdNodes.ROWS; row++) {
            assertThat(nodes.cache(0).get(row)).isEqualTo(TwoColdNodes.value(row));
        }
        Judges.findNothing(nodes.ignite(0), TwoColdNodes.CACHE);
        nodes.offload(0);
        nodes.stop(0);
        assertThat(nodes.commands(0).run(0, "status")).contains("the node owns its partitions again");
        nodes.noFailures();
    }

    private void awaitTwoOwners() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> nodes.owned(0) + nodes.owned(1) + nodes.owned(2) == 2 * TwoColdNodes.PARTITIONS
                        && nodes.isRebalanced());
    }

    /** Overwrites both slots of the tier. */
    private static void damageHeader(Path file) throws IOException {
        try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
            pages.seek(64);
            pages.write(new byte[640]);
        }
    }
}
