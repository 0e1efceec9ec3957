package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.node.StoppedNodeCommands;
import io.foreshard.tier.ImageReport;
import io.foreshard.tier.TierException;
import io.foreshard.tier.TieredStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.lang.IgniteFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a node is lost, and recreated from the image that the node has uploaded. */
class TierImageTest {
    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(node.store());
        node.write(0);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private String recreate(int exitCode) throws IOException {
        return recreate(exitCode, node.store());
    }

    private String recreate(int exitCode, String store) throws IOException {
        return new StoppedNodeCommands(directory, ColdNode.NAME, store).run(exitCode, "recreate");
    }

    private void loseDisk() throws IOException {
        node.close();
        ColdNode.delete(directory.resolve(ColdNode.NAME));
    }

    /** The store is slow, so that checkpoints of the offloads overwrite pages in memory, whose only copy is remote, before the image has read their file. */
    @Test
    void recreate_imageTakenUnderWritersAndMoves_hasEveryAcknowledgedRow() throws Exception {
        node.close();
        String slow = "distant:" + node.objects();
        node.start(slow);
        Accounts accounts = new Accounts(node.ignite());
        Map<Integer, Long> acknowledged;
        ImageReport image;
        try (Accounts.Writer writer = accounts.write();
                Accounts.Writer moves = Accounts.repeat(() -> {
                    node.tier().offload(Accounts.NAME);
                    node.tier().offload(ColdNode.COLD, 0, 1, 2, 3);
                    node.tier().recall(ColdNode.COLD, 2, 3);
                })) {
            writer.await(500);
            moves.await(2);
            acknowledged = writer.acknowledged();
            image = node.tier().uploadImage();
            writer.await(200);
        }
        assertThat(image.pages()).isPositive();
        assertThat(node.tier().lastImage()).contains(image);
        node.write(1);
        node.offload();
        loseDisk();

        String printed = recreate(0, slow);

        assertThat(printed)
                .contains("Recreated " + node.files() + " as of " + image.begun())
                .contains(image.files() + " files")
                .doesNotContain(" 0 pages remote");
        node.start(slow);
        node.verify(0);
        assertThat(node.tier().statistics().fetches())
                .as("cold rows are in the store")
                .isPositive();
        new Accounts(node.ignite()).verify(acknowledged);
        Judges.findNothing(node.ignite());
    }

    @Test
    void recreate_remotePagesOverwrittenInMemoryBeforeTheyWereRead_hasTheRowsOfTheCheckpoint() throws Exception {
        assertThat(node.tier().offload(ColdNode.COLD).pages()).isPositive();
        long fetches = node.tier().statistics().fetches();
        IgniteCache<Integer, byte[]> cache = node.ignite().cache(ColdNode.COLD);
        CheckpointBeforePages source = new CheckpointBeforePages(node.ignite(), () -> {
            for (int row = 0; row < ColdNode.ROWS; row++) {
                cache.put(row, ColdNode.value(-row - 1));
            }
        });
        ((TieredStorage) node.tier()).imagesFrom(source);

        node.tier().uploadImage();

        assertThat(source.hasRun()).isTrue();
        assertThat(node.tier().statistics().fetches())
                .as("fetches by checkpoints")
                .isEqualTo(fetches);
        assertThat(cache.get(1)).isEqualTo(ColdNode.value(-2));
        loseDisk();
        recreate(0);
        node.start(node.store());
        node.verify(0);
        Judges.findNothing(node.ignite());
    }

    @Test
    void recreate_oldDiskIsStartedElsewhere_bothKeepTheirRows() throws Exception {
        node.tier().offload(ColdNode.COLD);
        node.offload();
        node.tier().uploadImage();
        node.write(1);
        node.offload();
        node.close();
        ColdNode.copy(directory.resolve(ColdNode.NAME), elsewhere.resolve(ColdNode.NAME));
        loseDisk();
        recreate(0);
        node.start(node.store());
        node.verify(0);
        node.write(2);
        node.offload();
        node.close();

        try (ColdNode old = new ColdNode(elsewhere)) {
            old.start(node.store());
            old.verify(1);
            old.tier().offload(ColdNode.COLD);
            old.tier().collectGarbage(false);
            old.verify(1);
        }

        node.start(node.store());
        node.verify(2);
        node.tier().collectGarbage(false);
        node.verify(2);
        assertThat(namespaces()).as("of the recreated disk, and of the old one").hasSize(2);
    }

    private List<Path> namespaces() throws IOException {
        try (var names = Files.list(node.objects().resolve("nodes"))) {
            return names.toList();
        }
    }

    @Test
    void recreate_diskNotEmpty_isRefusedWithAFile() throws Exception {
        node.tier().uploadImage();
        node.close();

        assertThat(recreate(1))
                .contains("The disk of the node is not empty, nothing was changed")
                .contains(node.files().toString());

        node.start(node.store());
        node.verify(0);
    }

    @Test
    void recreate_objectMissing_isRefusedAndLeavesNoHalf() throws Exception {
        node.tier().uploadImage();
        loseDisk();
        Path object = object();
        Path kept = elsewhere.resolve("kept");
        Files.move(object, kept);

        assertThat(recreate(1)).contains(object.getFileName().toString());
        assertThat(node.files()).doesNotExist();

        Files.move(kept, object);
        recreate(0);
        node.start(node.store());
        node.verify(0);
    }

    private Path object() throws IOException {
        try (var files = Files.walk(node.objects())) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().startsWith("image-"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void uploadImage_snapshotIsBeingTaken_isRefusedWithASentence() {
        Instant first = node.tier().uploadImage().begun();

        IgniteFuture<Void> snapshot = node.ignite().snapshot().createSnapshot("beside");
        assertThatThrownBy(() -> node.tier().uploadImage())
                .isInstanceOf(TierException.class)
                .hasMessageContaining("A snapshot is being taken.");
        snapshot.get();

        assertThat(node.tier().lastImage().orElseThrow().begun()).isEqualTo(first);
        node.tier().uploadImage();
    }

    @Test
    void uploadImage_stateOfTheDisk_isLeftAsItWas() throws IOException {
        node.tier().uploadImage();
        node.tier().uploadImage();

        await().untilAsserted(() -> assertThat(temporary()).isEmpty());
        node.tier().collectGarbage(false);
        node.tier().collectGarbage(false);
        assertThat(images()).as("the image before is deleted").hasSize(1);
    }

    private List<Path> temporary() throws IOException {
        try (var files = Files.walk(node.files().resolve("snp"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> images() throws IOException {
        try (var files = Files.walk(node.objects())) {
            return files.filter(Files::isDirectory)
                    .filter(file -> file.getFileName().toString().startsWith("image-"))
                    .filter(file -> file.toFile().list().length > 0)
                    .toList();
        }
    }
}
