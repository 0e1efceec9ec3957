package io.foreshard.benchmarks;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.distant.Distance;
import io.foreshard.tier.TierStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Reads of single cold rows from a store of which 5 % of the answers take 200 to 1,000 ms, beside reads of a fetch unit from the bare store. */
public final class PointReads {
    private static final int READS = 300;
    private static final int UNIT_BYTES = 64 << 10;
    private static final double FIRST_BYTE_SECONDS = Distance.S3.firstByte().toMillis() / 1e3;

    private PointReads() {}

    /** What a row of reads cost, seconds. */
    private record Cost(double p50, double p99) {
        static Cost of(Histogram nanos) {
            return new Cost(nanos.getValueAtPercentile(50) / 1e9, nanos.getValueAtPercentile(99) / 1e9);
        }
    }

    /**
     * Prints a table in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25)
     */
    public static void main(String[] arguments) throws Exception {
        int repeats = Turns.repeats(arguments);
        try (RunDirectory directory = RunDirectory.create();
                ColdTable table = ColdTable.create(
                        directory,
                        "distant://stragglers=0.05" + directory.path().resolve("objects"))) {
            List<ListedObject> objects = table.objects();
            Turns<Cost> turns = new Turns<Cost>()
                    .add("get of a cold row", turn -> gets(table, turn))
                    .add("bare store, 64 KiB", turn -> bareReads(table, objects, turn))
                    .run(1, repeats);
            System.out.printf(
                    Locale.ROOT,
                    "First byte %d ms, 5 %% stragglers, %d reads a repeat, %d repeats.%n%n| read | p50, first-byte times |"
                            + " p99, first-byte times |%n|---|---|---|%n",
                    Distance.S3.firstByte().toMillis(),
                    READS,
                    repeats);
            for (String side : turns.names()) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %s |%n",
                        side,
                        turns.of(side, cost -> cost.p50() / FIRST_BYTE_SECONDS),
                        turns.of(side, cost -> cost.p99() / FIRST_BYTE_SECONDS));
            }
        }
    }

    /** Reads rows; counts those that cost a fetch. */
    private static Cost gets(ColdTable table, int turn) {
        table.makeCold();
        TierStatistics statistics = table.tier().statistics();
        Histogram times = new Histogram(3);
        for (int key : ColdTable.keys(READS, turn)) {
            long requests = statistics.fetches();
            long begin = System.nanoTime();
            if (table.cache().get(key) == null) {
                throw new IllegalStateException("The row " + key + " was not found.");
            }
            long time = System.nanoTime() - begin;
            if (statistics.fetches() != requests) { // else another row has fetched its page
                times.recordValue(time);
            }
        }
        return Cost.of(times);
    }

    private static Cost bareReads(ColdTable table, List<ListedObject> objects, int turn) throws ObjectStoreException {
        Random random = new Random(turn);
        Histogram times = new Histogram(3);
        for (int read = 0; read < READS; read++) {
            ListedObject object = objects.get(random.nextInt(objects.size()));
            int unit = random.nextInt((int) (object.bytes() / UNIT_BYTES));
            long begin = System.nanoTime();
            table.bareStore().get(object.name(), (long) unit * UNIT_BYTES, UNIT_BYTES);
            times.recordValue(System.nanoTime() - begin);
        }
        return Cost.of(times);
    }
}
