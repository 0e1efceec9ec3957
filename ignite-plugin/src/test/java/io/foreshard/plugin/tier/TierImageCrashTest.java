package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.node.StoppedNodeCommands;
import io.foreshard.tier.Tier;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed ({@code kill -9}) while it takes an image, offloads partitions and overwrites rows. Its disk is lost: it is recreated with each write that
 * was acknowledged before the last whole image began. Its disk is not lost: it starts with every write.
 */
class TierImageCrashTest {
    private static final String NAME = "server-0";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    @Test
    void uploadImage_killed_losesNoWriteBeforeTheLastWholeImage() throws Exception {
        List<String> output = kill();
        ColdNode.copy(directory.resolve(NAME), elsewhere.resolve(NAME));
        ColdNode.delete(directory.resolve(NAME));

        String printed = new StoppedNodeCommands(directory, NAME, "distant:" + store()).run(0, "recreate");

        assertThat(printed).doesNotContain(" 0 pages remote");
        int begun = lastWholeImage(output);
        int[][] before = promised(output.subList(0, begun));
        int[][] last = promised(output);
        verify(directory, before, last);
        verify(elsewhere, last, last);
    }

    private Path store() {
        return directory.resolve("objects");
    }

    private List<String> kill() throws Exception {
        Path output = directory.resolve("output");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashingNode.class.getName(),
                        directory.toString(),
                        "distant:" + store(),
                        "images")
                .redirectOutput(output.toFile())
                .redirectError(directory.resolve("error").toFile())
                .start();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !child.isAlive() || isInThirdImage(Files.readAllLines(output)));
            assertThat(child.isAlive())
                    .as("the node runs until it is killed: %s", Files.readString(directory.resolve("error")))
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        return Files.readAllLines(output);
    }

    /** Returns whether two images are whole, and objects of the third are in the store. */
    private boolean isInThirdImage(List<String> output) {
        long whole = output.stream()
                .filter(line -> line.startsWith(CrashingNode.IMAGED))
                .count();
        File[] namespaces = store().resolve("nodes").toFile().listFiles();
        return whole >= 2 && Arrays.stream(namespaces).anyMatch(TierImageCrashTest::hasObjectOfThirdImage);
    }

    /** Does not fail, as a walk does, when a file is renamed at the same time. */
    private static boolean hasObjectOfThirdImage(File namespace) {
        String[] names = new File(namespace, "image-1-3").list();
        return names != null && Arrays.stream(names).anyMatch(name -> name.matches("\\d+"));
    }

    /** Returns the line before which a write is in the last image whose end was printed. */
    private static int lastWholeImage(List<String> output) {
        String number = output.stream()
                .filter(line -> line.startsWith(CrashingNode.IMAGED))
                .reduce((first, second) -> second)
                .orElseThrow()
                .split(" ")[1];
        return output.indexOf(CrashingNode.IMAGING + " " + number);
    }

    private static int[][] promised(List<String> output) {
        int[][] promised = new int[CrashingNode.PARTITIONS][CrashingNode.ROWS];
        for (String line : output) {
            String[] words = line.split(" ");
            if (words[0].equals(CrashingNode.WRITTEN) && words.length == 4) {
                promised[Integer.parseInt(words[1])][Integer.parseInt(words[2])] = Integer.parseInt(words[3]);
            }
        }
        return promised;
    }

    /** Starts the node, compares every row, and takes a further image. */
    private void verify(Path root, int[][] least, int[][] last) throws Exception {
        try (TestNodes nodes = new TestNodes(root)) {
            Ignite node = nodes.cluster(1, CrashingNode.configuration("distant:" + store()));
            for (int partition = 0; partition < CrashingNode.PARTITIONS; partition++) {
                for (int row = 0; row < CrashingNode.ROWS; row++) {
                    verify(node, partition, row, least[partition][row], last[partition][row]);
                }
            }
            Judges.findNothing(node);
            Tier tier = node.<Foreshard>plugin(Foreshard.NAME).tier();
            await("Ignite owns each partition after the start, and an image is taken")
                    .atMost(PATIENCE)
                    .ignoreExceptionsMatching(e -> e.getMessage().contains("being moved"))
                    .untilAsserted(tier::uploadImage);
        }
    }

    private static void verify(Ignite node, int partition, int row, int least, int last) {
        TransactionRecord found = node.<TransactionKey, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                .get(CrashingNode.key(partition, row));
        int version = (int) found.objectId();
        assertThat(version)
                .as("row %d of partition %d, last write %d", row, partition, last)
                .isGreaterThanOrEqualTo(least);
        assertThat(found).isEqualTo(CrashingNode.record(row, version));
    }
}
