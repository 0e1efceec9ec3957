package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.tier.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers with the disk of one, in clusters of their own with the same consistent id and the same store, offload, recall and collect garbage without a
 * grace: neither overwrites or deletes an object that the other reads.
 */
class TierForkTest {
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    private ColdNode original;
    private ColdNode copy;

    @BeforeEach
    void offload() throws IOException {
        original = new ColdNode(Files.createDirectory(directory.resolve("original")), directory.resolve("objects"));
        copy = new ColdNode(Files.createDirectory(directory.resolve("copy")), directory.resolve("objects"));
        original.start(original.store());
        original.write(0);
        original.offload();
        original.tier().offload(ColdNode.COLD);
    }

    @AfterEach
    void stop() {
        original.close();
        copy.close();
    }

    private void copyDisk() throws IOException {
        ColdNode.copy(original.work(), copy.work());
    }

    @Test
    void copyOfADisk_bothRun_keepEachOthersObjects() throws IOException {
        original.close();
        copyDisk();
        original.start(original.store());
        copy.start(copy.store());

        work(0, 0);
    }

    /** The process of the original was suspended while its disk was copied, and the copy took its place. */
    @Test
    void resumedOriginal_copyHasTakenItsPlace_keepEachOthersObjects() throws IOException {
        copyDisk();
        copy.start(copy.store());
        copy.tier().collectGarbage(true); // claims the namespace

        work(0, 0);
    }

    @Test
    void oldDisk_originalHasMovedOn_keepEachOthersObjects() throws IOException {
        original.close();
        copyDisk();
        original.start(original.store());
        original.write(1);
        original.offload();
        copy.start(copy.store());

        work(1, 0);
    }

    /** Both change rows, offload, recall and collect in turn; each reads every row of its own version. */
    private void work(int versionOfOriginal, int versionOfCopy) {
        hold(copy);
        hold(original);
        int ofOriginal = versionOfOriginal;
        int ofCopy = versionOfCopy;
        for (int round = 0; round < ROUNDS; round++) {
            original.verify(ofOriginal);
            copy.verify(ofCopy);
            ofOriginal = 10 + round;
            move(original, ofOriginal, round);
            copy.verify(ofCopy);
            ofCopy = 20 + round;
            move(copy, ofCopy, round);
            original.verify(ofOriginal);
        }
        assertThat(namespaces(original)).isNotEqualTo(namespaces(copy));
        for (ColdNode node : new ColdNode[] {original, copy}) {
            assertThat(node.tier().verify(TableNames.DEFAULT.transactions()).lost())
                    .isZero();
            assertThat(node.tier().verify(ColdNode.COLD).lost()).isZero();
        }
        original.close();
        copy.close();
        original.start(original.store());
        original.verify(ofOriginal);
        original.close();
        copy.start(copy.store());
        copy.verify(ofCopy);
    }

    /** A sweep claims the namespace, and holds the one before if the disk is a copy; the grace covers the time until then. */
    private static void hold(ColdNode node) {
        node.tier().collectGarbage(true);
    }

    private static void move(ColdNode node, int version, int round) {
        Tier tier = node.tier();
        TierRows.write(node.table(), ColdNode.PARTITION, ColdNode.ROWS / 2, version);
        TierRows.write(node.table(), ColdNode.PARTITION, ColdNode.ROWS, version);
        node.offload();
        if (round == 1) {
            tier.recall(ColdNode.COLD);
        } else {
            tier.offload(ColdNode.COLD);
        }
        tier.collectGarbage(false);
    }

    /** Returns the content of the file that names the namespace of a node. */
    private static String namespaces(ColdNode node) {
        try {
            return Files.readString(node.tierFiles().resolve("owner"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
