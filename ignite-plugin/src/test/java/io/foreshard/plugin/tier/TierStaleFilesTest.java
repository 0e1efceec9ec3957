package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.node.StoppedNodeCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is started on files of different times, as a half restored disk has them, or without its residency: it refuses with a sentence, never serves
 * zeros or misses rows, and a lost residency is rebuilt by command.
 */
class TierStaleFilesTest {
    @TempDir
    Path directory;

    private ColdNode node;
    private Path old;

    /** Leaves rows of version 0 in {@link #old}, and rows of version 1 on the node: most remote, some fetched, some changed since. */
    @BeforeEach
    void offloadTwice() throws IOException {
        old = directory.resolve("old");
        node = new ColdNode(directory);
        node.start(node.store());
        node.write(0);
        node.offload();
        node.close();
        ColdNode.copy(node.residency(), old.resolve("residency"));
        ColdNode.copy(node.partitionFile(), old.resolve("partition"));
        node.start(node.store());
        node.write(1);
        node.offload();
        TierRows.verify(node.table(), ColdNode.PARTITION, 5, 1);
        TierRows.write(node.table(), ColdNode.PARTITION, 20, 2);
        node.close();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void verify() {
        node.start(node.store());
        TierRows.verify(node.table(), ColdNode.PARTITION, 20, 2);
        for (int row = 20; row < ColdNode.ROWS; row++) {
            assertThat(node.table().get(TierRows.key(ColdNode.PARTITION, row))).isEqualTo(TierRows.record(row, 1));
        }
        node.verify(ColdNode.UNTIERED);
        assertThat(node.tier().statistics().errors()).isZero();
    }

    private StoppedNodeCommands commands() throws IOException {
        return new StoppedNodeCommands(directory, ColdNode.NAME, node.store());
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(node.residency())) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void start_olderResidency_refusesUntilTheNewerIsRestored() throws IOException {
        Path right = directory.resolve("right");
        ColdNode.copy(node.residency(), right);
        ColdNode.copy(old.resolve("residency"), node.residency());

        assertThatThrownBy(() -> node.start(node.store()))
                .hasStackTraceContaining(
                        "The tier cannot be opened, nothing was changed. The file of partition " + ColdNode.PARTITION)
                .hasStackTraceContaining("is newer than its residency")
                .hasStackTraceContaining(node.partitionFile().toString());

        ColdNode.copy(right, node.residency());
        verify();
    }

    @Test
    void rebuild_olderResidency_findsEveryRow() throws IOException {
        ColdNode.copy(old.resolve("residency"), node.residency());

        assertThat(commands().run(0, "rebuild")).contains("Rebuilt from nodes/").contains("1 rebuilt");

        verify();
    }

    @Test
    void start_olderPartitionFile_refusesAndRebuildToo() throws IOException {
        Path right = directory.resolve("right");
        ColdNode.copy(node.partitionFile(), right);
        ColdNode.copy(old.resolve("partition"), node.partitionFile());

        assertThatThrownBy(() -> node.start(node.store())).hasStackTraceContaining("is older than its residency");
        assertThat(commands().run(1, "rebuild")).contains("may be older than their remote copies");
        ColdNode.delete(node.residency());
        assertThat(commands().run(1, "rebuild")).contains("may be older than their remote copies");

        ColdNode.copy(right, node.partitionFile());
        assertThat(commands().run(0, "rebuild")).contains("1 rebuilt");
        verify();
    }

    @Test
    void rebuild_residencyDeleted_findsEveryRow() throws IOException {
        ColdNode.delete(node.tierFiles());

        assertThatThrownBy(() -> node.start(node.store()))
                .hasStackTraceContaining("has no residency: it is unknown which of its pages are in " + node.store());
        assertThat(commands().run(0, "rebuild", "--dry-run"))
                .contains("Can be rebuilt from")
                .contains("1 rebuildable");
        assertThat(node.residency()).doesNotExist();
        assertThat(commands().run(0, "rebuild", "--group", "foreshard", "--partition", "5"))
                .contains("1 rebuilt");
        assertThat(commands().run(0, "rebuild")).contains("1 intact");

        verify();
    }

    @Test
    void rebuild_residencyDamaged_findsEveryRow() throws IOException {
        byte[] bytes = Files.readAllBytes(segment());
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment(), bytes);

        assertThatThrownBy(() -> node.start(node.store()))
                .hasStackTraceContaining("The tier cannot be opened, nothing was changed.");
        assertThat(commands().run(0, "rebuild")).contains("1 rebuilt");

        verify();
    }

    @Test
    void restore_remotePages_leavesPlainFiles() throws Exception {
        assertThat(commands().run(0, "status")).contains("foreshard/5: ").contains(" pages in " + node.store());

        assertThat(commands().run(0, "restore"))
                .contains("1 of 1: foreshard/5: ")
                .contains("1 files restored");

        assertThat(commands().run(0, "status")).contains("0 files, 0 remote pages");
        node.start((String) null);
        TierRows.verify(node.table(), ColdNode.PARTITION, 20, 2);
        node.verify(ColdNode.COLD);
    }

    @Test
    void commands_nodeRunsOrArgumentsAreWrong_areRefused() throws IOException {
        node.start(node.store());

        assertThat(commands().run(1, "status")).contains("is running: stop it first");
        assertThat(commands().run(2, "remove")).contains("There is no command remove.");
        assertThat(commands().run(2, "rebuild", "--partition", "first")).contains("needs a number");
        assertThat(List.of(commands().run(1, "status", "--node", "other")))
                .anyMatch(text -> text.contains("no persistence directory"));
    }

    @Test
    void start_partitionFileOfAnotherNode_refuses() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        ColdNode other = new ColdNode(elsewhere);
        other.start(other.store());
        other.write(0);
        other.close();
        ColdNode.copy(node.partitionFile(), other.partitionFile());

        assertThatThrownBy(() -> other.start(node.store())).hasStackTraceContaining("has no residency");
        other.close();
    }
}
