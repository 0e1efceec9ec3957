package io.foreshard.benchmarks;

import io.foreshard.plugin.TierConfiguration;
import io.foreshard.store.distant.Distance;
import io.foreshard.tier.TierStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sizes that a tier can be given, beside its defaults: the fetch unit with reads of cold rows, the size of an object with offloads and recalls of the table. The store answers like S3.
 */
public final class FetchUnits {
    private static final String DEFAULT_UNIT = "64KiB";
    private static final List<String> UNITS = List.of("16KiB", DEFAULT_UNIT, "256KiB");
    private static final String DEFAULT_OBJECT = "16MiB";
    private static final List<String> OBJECTS = List.of("1MiB", "4MiB", DEFAULT_OBJECT);
    private static final int POINT_READS = 20;

    private final int repeats;
    private final RunDirectory directory;

    private FetchUnits(int repeats, RunDirectory directory) {
        this.repeats = repeats;
        this.directory = directory;
    }

    /** What a read or a move cost. */
    private record Cost(double seconds, long requests, long bytes) {}

    /** Reads or moves rows of a table. */
    private interface Work {
        void run(ColdTable table, int turn) throws Exception;
    }

    /**
     * Prints tables in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25)
     */
    public static void main(String[] arguments) throws Exception {
        int repeats = Turns.repeats(arguments);
        try (RunDirectory directory = RunDirectory.create()) {
            FetchUnits benchmark = new FetchUnits(repeats, directory);
            benchmark.units();
            benchmark.objects();
        }
    }

    private void units() throws Exception {
        Map<String, ColdTable> tables = new LinkedHashMap<>();
        for (String unit : UNITS) {
            tables.put(unit, table(UNITS.indexOf(unit), tier(unit).setFetchUnit(unit)));
        }
        System.out.printf(
                Locale.ROOT,
                "First byte %d ms, %d repeats.%n%n| read | fetch unit | seconds / seconds with %s | requests | KiB fetched |%n|---|---|---|---|---|%n",
                Distance.S3.firstByte().toMillis(),
                repeats,
                DEFAULT_UNIT);
        row(tables, DEFAULT_UNIT, POINT_READS + " gets, one after another", (table, turn) -> {
            for (int key : ColdTable.keys(POINT_READS, turn)) {
                table.cache().get(key);
            }
        });
        row(tables, DEFAULT_UNIT, "getAll(100)", (table, turn) -> table.cache().getAll(ColdTable.keys(100, turn)));
        row(tables, DEFAULT_UNIT, "SQL range of 100 rows, H2", (table, turn) -> table.range(turn, ""));
        row(tables, DEFAULT_UNIT, "scan of a partition", (table, turn) -> table.scan(0));
        close(tables);
    }

    private void objects() throws Exception {
        Map<String, ColdTable> tables = new LinkedHashMap<>();
        for (String size : OBJECTS) {
            tables.put(
                    size,
                    table(
                            UNITS.size() + OBJECTS.indexOf(size),
                            tier("object-" + size).setObjectBytes(size)));
        }
        System.out.printf(
                Locale.ROOT,
                "%n| move | object | seconds / seconds with %s | requests | KiB moved |%n|---|---|---|---|---|%n",
                DEFAULT_OBJECT);
        row(tables, DEFAULT_OBJECT, "recall and offload of the table", (table, turn) -> {
            table.tier().recall(ColdTable.NAME);
            table.tier().offload(ColdTable.NAME);
        });
        close(tables);
    }

    private TierConfiguration tier(String directoryName) {
        return new TierConfiguration().setStoreUri("distant:" + directory.path().resolve("objects-" + directoryName));
    }

    private ColdTable table(int number, TierConfiguration tier) throws Exception {
        return ColdTable.create(directory, number, tier);
    }

    private static void close(Map<String, ColdTable> tables) throws Exception {
        for (ColdTable table : tables.values()) {
            table.close();
        }
    }

    /** Prints a row for each table, whose name is its size. */
    private void row(Map<String, ColdTable> tables, String base, String title, Work work) throws Exception {
        Turns<Cost> turns = new Turns<>();
        tables.forEach((size, table) -> turns.add(size, turn -> {
            table.makeCold();
            return measure(table, turn, work);
        }));
        turns.run(1, repeats);
        for (String size : tables.keySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s |%n",
                    title,
                    size,
                    turns.ratio(size, base, Cost::seconds),
                    turns.of(size, Cost::requests),
                    turns.of(size, cost -> cost.bytes() / 1024.));
        }
    }

    private static Cost measure(ColdTable table, int turn, Work work) throws Exception {
        TierStatistics statistics = table.tier().statistics();
        long requests = statistics.fetches() + statistics.uploads();
        long bytes = statistics.fetchedBytes() + statistics.uploadedBytes();
        double seconds = Sample.seconds(() -> {
            work.run(table, turn);
            return null;
        });
        return new Cost(
                seconds,
                statistics.fetches() + statistics.uploads() - requests,
                statistics.fetchedBytes() + statistics.uploadedBytes() - bytes);
    }
}
