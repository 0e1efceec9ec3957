package io.foreshard.benchmarks;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** The start of a node with 1,000 cold partitions, beside that of a stock node with the same partitions. */
public final class Restarts {
    private static final String CACHE = "rows";
    private static final int PARTITIONS = 1_000;
    private static final int ROWS = 100_000;
    private static final int ROW_BYTES = 500;
    private static final long REGION_BYTES = 512L << 20;

    private Restarts() {}

    /**
     * Prints a table in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25)
     */
    public static void main(String[] arguments) throws Exception {
        int repeats = Turns.repeats(arguments);
        try (RunDirectory directory = RunDirectory.create()) {
            for (String name : new String[] {"stock", "control", "cold"}) {
                try (BenchmarkNode node = start(name, directory.path())) {
                    load(node);
                    if (name.equals("cold")) {
                        node.tier().offload(CACHE);
                    }
                }
            }
            Turns<Double> turns = new Turns<Double>()
                    .add("stock", turn -> seconds("stock", directory.path()))
                    .add("control", turn -> seconds("control", directory.path()))
                    .add("cold", turn -> seconds("cold", directory.path()))
                    .run(1, repeats);
            System.out.printf(
                    Locale.ROOT,
                    "| start until active, %d partitions | stock, s | control: stock / stock | all pages remote / stock |%n|---|---|---|---|%n"
                            + "| seconds | %s | %s | **%s** |%n",
                    PARTITIONS,
                    turns.of("stock", seconds -> seconds),
                    turns.ratio("control", "stock", seconds -> seconds),
                    turns.ratio("cold", "stock", seconds -> seconds));
        }
    }

    private static BenchmarkNode start(String name, Path directory) {
        boolean isCold = name.equals("cold");
        return BenchmarkNode.start(
                name,
                isCold ? 2 : name.equals("control") ? 1 : 0,
                directory,
                REGION_BYTES,
                isCold
                        ? new ForeshardConfiguration()
                                .setBackups(0)
                                .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects")))
                        : null);
    }

    private static double seconds(String name, Path directory) throws Exception {
        long begin = System.nanoTime();
        try (BenchmarkNode node = start(name, directory)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (name.equals("cold") && node.tier().statistics().fetches() != 0) {
                throw new IllegalStateException("The start sent requests to the store.");
            }
            return seconds;
        }
    }

    private static void load(BenchmarkNode node) {
        node.ignite()
                .createCache(new CacheConfiguration<Integer, byte[]>(CACHE)
                        .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS)));
        try (IgniteDataStreamer<Integer, byte[]> streamer = node.ignite().dataStreamer(CACHE)) {
            for (int row = 0; row < ROWS; row++) {
                streamer.addData(row, new byte[ROW_BYTES]);
            }
        }
    }
}
