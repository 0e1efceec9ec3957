package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The residency becomes durable with the checkpoint whose pages it speaks of: at the cost of one force. */
class TierCheckpointTest {
    private static final int PARTITIONS = 20;
    private static final int ROWS = 40;

    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(node.store());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            TierRows.write(node.table(), partition, ROWS, 0);
        }
        node.tier().offload(TableNames.DEFAULT.transactions());
        node.close();
        node.start(node.store());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void checkpoint() throws Exception {
        ((GridCacheDatabaseSharedManager)
                        ((IgniteEx) node.ignite()).context().cache().context().database())
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED)
                .get();
    }

    @Test
    void checkpoint_manyChangedPartitions_forcesTheLogTwice() throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            TierRows.write(node.table(), partition, ROWS, 1);
        }
        long remote = remoteBytes();
        Path events = directory.resolve("forces.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            checkpoint();
            recording.stop();
            recording.dump(events);
        }

        List<String> forced = RecordingFile.readAllEvents(events).stream()
                .map(event -> event.getString("path"))
                .filter(path -> path != null && path.contains("residency-"))
                .toList();
        assertThat(forced)
                .as("forces of residency logs: of the changes, and of their confirmation")
                .hasSize(2);
        node.close();
        node.start(node.store());
        assertThat(remoteBytes()).as("remote bytes after a restart").isEqualTo(remote);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            TierRows.verify(node.table(), partition, ROWS, 1);
        }
    }

    private long remoteBytes() {
        return node.tier().size(TableNames.DEFAULT.transactions()).remoteBytes();
    }
}
