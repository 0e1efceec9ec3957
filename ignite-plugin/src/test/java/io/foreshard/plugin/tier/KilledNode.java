package io.foreshard.plugin.tier;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.awaitility.Awaitility;

/**
 * The process of a node that offloads everything, then changes, removes and inserts rows, and is killed before a checkpoint; and the rows that must be found
 * afterwards.
 */
final class KilledNode {
    static final String VALUES = "values";
    static final int PARTITION = 5;
    static final int ROWS = 600;
    static final int NEW_ROWS = 200;
    static final int CHANGED_PERIOD = 3;
    static final int REMOVED_PERIOD = 7;
    private static final int LARGE_PERIOD = 11;
    private static final int LARGE_BYTES = 9_000;
    private static final int SMALL_BYTES = 300;
    private static final int MIN_PAGES = 50;
    private static final String CHANGED = "all rows were changed";

    private KilledNode() {}

    /** Arguments: the directory of the nodes, the URI of the store, whether the node restarts after the offload, so that no row is in memory. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        TestNodes nodes = new TestNodes(directory);
        Ignite node = nodes.cluster(1, ColdNode.configuration(arguments[1]));
        TierRows.write(table(node), PARTITION, ROWS, 0);
        for (int row = 0; row < ROWS; row++) {
            values(node).put(row, value(row, 0));
        }
        for (String cache : new String[] {TableNames.DEFAULT.transactions(), VALUES}) {
            if (node.<Foreshard>plugin(Foreshard.NAME).tier().offload(cache).pages() < MIN_PAGES) {
                throw new AssertionError("Too few pages were offloaded.");
            }
        }
        if (Boolean.parseBoolean(arguments[2])) {
            nodes.close();
            node = new TestNodes(directory).cluster(1, ColdNode.configuration(arguments[1]));
        }
        for (int row = 0; row < ROWS + NEW_ROWS; row++) {
            if (isRemoved(row)) {
                values(node).remove(row);
                table(node).remove(TierRows.key(PARTITION, row));
            } else if (isChanged(row)) {
                values(node).put(row, value(row, 1));
                table(node).put(TierRows.key(PARTITION, row), TierRows.record(row, 1));
            }
        }
        System.out.println(CHANGED);
        System.out.flush();
        Awaitility.await().forever().until(() -> false);
    }

    static IgniteCache<TransactionKey, TransactionRecord> table(Ignite node) {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    static IgniteCache<Integer, byte[]> values(Ignite node) {
        CacheConfiguration<Integer, byte[]> configuration = ColdNode.cache(VALUES);
        return node.getOrCreateCache(configuration.setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL));
    }

    static boolean isRemoved(int row) {
        return row < ROWS && row % REMOVED_PERIOD == 0;
    }

    static boolean isChanged(int row) {
        return !isRemoved(row) && (row >= ROWS || row % CHANGED_PERIOD == 0);
    }

    /** Returns a value; some take several pages. */
    static byte[] value(int row, int version) {
        byte[] value = new byte[row % LARGE_PERIOD == 0 ? LARGE_BYTES : SMALL_BYTES];
        new Random(row * 31L + version).nextBytes(value);
        return value;
    }

    /** Runs the process until it has changed the rows, and kills it. */
    static void run(Path directory, String store, boolean restarts) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledNode.class.getName(),
                        directory.toString(),
                        store,
                        String.valueOf(restarts))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(4))
                    .until(() -> !process.isAlive() || Files.readString(output).contains(CHANGED));
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(output));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
