package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.TestNodes;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        Path output = killWhen(() -> lines(output()).stream()
                        .filter(line -> line.startsWith(CrashingNode.OFFLOADED))
                        .count()
                >= 2);

        verifyAfter(output);
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

    private long objects() throws IOException {
        if (!Files.exists(store())) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(store())) {
            return files.filter(file -> file.toString().contains("/group-"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && name.contains("-") && !name.startsWith("part-"))
                    .filter(name -> !name.startsWith("group-") && !name.startsWith("node"))
                    .count();
        } catch (UncheckedIOException e) {
            return 0; // a temporary file was deleted while the files were listed
        }
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
                        "slow-dir:" + store())
                .redirectOutput(output().toFile())
                .redirectError(directory.resolve("error").toFile())
                .start();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !child.isAlive()
                            || moment.hasCome() && hasWritten(lines(output())) && inFlight(lines(output())));
            assertThat(child.isAlive())
                    .as(() -> "the node runs until it is killed: " + lines(directory.resolve("error")))
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as("SIGKILL").isEqualTo(137);
        assertThat(inFlight(lines(output()))).as("an offload was in flight").isTrue();
        return output();
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

    private void verifyAfter(Path output) throws IOException {
        int[][] promised = new int[CrashingNode.PARTITIONS][CrashingNode.ROWS];
        int last = 0;
        for (String line : lines(output)) {
            String[] words = line.split(" ");
            if (words[0].equals(CrashingNode.WRITTEN) && words.length == 4) {
                last = Integer.parseInt(words[3]);
                promised[Integer.parseInt(words[1])][Integer.parseInt(words[2])] = last;
            }
        }
        assertThat(last).as("overwritten rows").isPositive();
        verify(promised, last);
        verify(promised, last);
    }

    /** Starts the node, compares every row, and offloads everything again. */
    private void verify(int[][] promised, int last) throws IOException {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = nodes.cluster(1, CrashingNode.configuration("dir:" + store()));
            IgniteCache<TransactionKey, TransactionRecord> cache = node.cache(TableNames.DEFAULT.transactions());
            for (int partition = 0; partition < CrashingNode.PARTITIONS; partition++) {
                for (int row = 0; row < CrashingNode.ROWS; row++) {
                    TransactionRecord found = cache.get(CrashingNode.key(partition, row));
                    assertThat(found)
                            .as("row %d of partition %d", row, partition)
                            .isNotNull();
                    // The one write that was not acknowledged may have happened.
                    assertThat((int) found.objectId()).isIn(promised[partition][row], last + 1);
                    assertThat(found).isEqualTo(CrashingNode.record(row, (int) found.objectId()));
                }
            }
            Tier tier = node.<Foreshard>plugin(Foreshard.NAME).tier();
            tier.offload(TableNames.DEFAULT.transactions());
            assertThat(tier.statistics().errors()).isZero();
            assertThat(tier.size(TableNames.DEFAULT.transactions()).remoteBytes())
                    .isGreaterThan(CrashingNode.PARTITIONS * CrashingNode.ROWS * 800L);
        }
    }
}
