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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is killed ({@code kill -9}) while it offloads partitions and overwrites rows; no acknowledged write is lost. */
class TierCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void firstOffload_killed_losesNoAcknowledgedWrite(int objectsBefore) throws Exception {
        Path output = killWhen(() -> objects() >= objectsBefore);

        verifyAfter(output);
    }

    @Test
    void laterOffload_killed_losesNoAcknowledgedWrite() throws Exception {
        Path output = killWhen(() -> offloads() >= 2);

        verifyAfter(output);
    }

    /** The residency is lost as well. Its rebuild meets pages that the checkpoint had not written yet. */
    @Test
    void rebuild_killedAndResidencyLost_losesNoAcknowledgedWrite() throws Exception {
        Path output = killWhen(() -> offloads() >= 2);
        for (Path log : logs()) {
            Files.delete(log);
        }

        assertThat(commands().run(0, "rebuild")).doesNotContain("0 rebuilt");

        verifyAfter(output);
    }

    @Test
    void restore_killed_losesNoAcknowledgedWriteWithoutTheTier() throws Exception {
        Path output = killWhen(() -> offloads() >= 2);

        assertThat(commands().run(0, "restore")).contains(" files restored");

        int[][] promised = new int[CrashingNode.PARTITIONS][CrashingNode.ROWS];
        int last = promised(output, promised);
        try (TestNodes nodes = new TestNodes(directory)) {
            compare(nodes.cluster(1, CrashingNode.configuration(null)), promised, last);
        }
    }

    private long offloads() {
        return lines(output()).stream()
                .filter(line -> line.startsWith(CrashingNode.OFFLOADED))
                .count();
    }

    private StoppedNodeCommands commands() throws IOException {
        return new StoppedNodeCommands(directory, "server-0", "dir:" + store());
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files =
                Files.walk(directory.resolve("server-0").resolve("db").resolve("tier"))) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    private interface Moment {
        boolean hasCome() throws IOException;
    }

    private Path output() {
        return directory.resolve("output");
    }

    private Path store() {
        return directory.resolve("objects");
    }

    private long objects() {
        return StoredObjects.pages(store()).size();
    }

    private Path killWhen(Moment moment) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashingNode.class.getName(),
                        directory.toString(),
                        "distant:" + store())
                .redirectOutput(output().toFile())
                .redirectError(directory.resolve("error").toFile())
                .start();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !child.isAlive()
                            || hasFailed()
                            || moment.hasCome() && hasWritten(lines(output())) && inFlight(lines(output())));
            assertThat(child.isAlive() && !hasFailed())
                    .as(() -> "the node runs until it is killed: " + lines(directory.resolve("error")))
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as("SIGKILL").isEqualTo(137);
        assertThat(inFlight(lines(output()))).as("an offload was in flight").isTrue();
        return output();
    }

    private boolean hasFailed() {
        return lines(directory.resolve("error")).stream().anyMatch(line -> line.startsWith("Exception in thread"));
    }

    private static boolean hasWritten(List<String> lines) {
        return lines.stream().anyMatch(line -> line.startsWith(CrashingNode.WRITTEN));
    }

    private static boolean inFlight(List<String> lines) {
        long begun = lines.stream()
                .filter(line -> line.startsWith(CrashingNode.OFFLOADING))
                .count();
        long ended = lines.stream()
                .filter(line -> line.startsWith(CrashingNode.OFFLOADED))
                .count();
        return begun == ended + 1;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void verifyAfter(Path output) throws Exception {
        int[][] promised = new int[CrashingNode.PARTITIONS][CrashingNode.ROWS];
        int last = promised(output, promised);
        verify(promised, last);
        verify(promised, last);
    }

    /** Fills in the newest acknowledged version of each row; returns the newest of all. */
    private static int promised(Path output, int[][] promised) {
        int last = 0;
        for (String line : lines(output)) {
            String[] words = line.split(" ");
            if (words[0].equals(CrashingNode.WRITTEN) && words.length == 4) {
                last = Integer.parseInt(words[3]);
                promised[Integer.parseInt(words[1])][Integer.parseInt(words[2])] = last;
            }
        }
        assertThat(last).as("overwritten rows").isPositive();
        return last;
    }

    /** Starts the node, compares every row, and offloads everything again. */
    private void verify(int[][] promised, int last) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = nodes.cluster(1, CrashingNode.configuration("dir:" + store()));
            compare(node, promised, last);
            Judges.findNothing(node);
            Tier tier = node.<Foreshard>plugin(Foreshard.NAME).tier();
            tier.offload(TableNames.DEFAULT.transactions());
            assertThat(tier.statistics().errors()).isZero();
            assertThat(tier.size(TableNames.DEFAULT.transactions()).remoteBytes())
                    .isGreaterThan(CrashingNode.PARTITIONS * CrashingNode.ROWS * 400L);
        }
    }

    private static void compare(Ignite node, int[][] promised, int last) {
        IgniteCache<TransactionKey, TransactionRecord> cache = node.cache(TableNames.DEFAULT.transactions());
        for (int partition = 0; partition < CrashingNode.PARTITIONS; partition++) {
            for (int row = 0; row < CrashingNode.ROWS; row++) {
                TransactionRecord found = cache.get(CrashingNode.key(partition, row));
                assertThat(found).as("row %d of partition %d", row, partition).isNotNull();
                // The one write that was not acknowledged may have happened.
                assertThat((int) found.objectId()).isIn(promised[partition][row], last + 1);
                assertThat(found).isEqualTo(CrashingNode.record(row, (int) found.objectId()));
            }
        }
    }
}
