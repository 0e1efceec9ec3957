package io.foreshard.benchmarks;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.distant.Distance;
import io.foreshard.tier.TierStatistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Reads of cold rows from a store that answers like S3, beside one fetch after another and beside the bare store. Before each measurement all pages are offloaded
 * and the page memory is empty.
 */
public final class ColdReads {
    private static final int PAGE_BYTES = 4096;
    private static final int UNIT_BYTES = 64 << 10;
    private static final double FIRST_BYTE_SECONDS = Distance.S3.firstByte().toMillis() / 1e3;

    private final int repeats;
    private final ColdTable table;

    private ColdReads(int repeats, ColdTable table) {
        this.repeats = repeats;
        this.table = table;
    }

    /** What a read cost. */
    private record Cost(double seconds, long requests, long bytes) {}

    /**
     * Prints tables in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25)
     */
    public static void main(String[] arguments) throws Exception {
        int repeats = Turns.repeats(arguments);
        try (RunDirectory directory = RunDirectory.create();
                ColdTable table = ColdTable.create(
                        directory, "distant:" + directory.path().resolve("objects"))) {
            new ColdReads(repeats, table).run();
        }
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "First byte %d ms, %d repeats.%n%n| read | first-byte times | requests | bytes fetched / bytes of the pages wanted |"
                        + " one after another / together |%n|---|---|---|---|---|%n",
                Distance.S3.firstByte().toMillis(),
                repeats);
        together("getAll(10)", 10, keys -> table.cache().getAll(keys).size());
        together("getAll(100)", 100, keys -> table.cache().getAll(keys).size());
        range("SQL range of 100 rows, secondary index, H2", "");
        range("SQL range of 100 rows, secondary index, Calcite", "/*+ QUERY_ENGINE('calcite') */ ");
        scans();
    }

    /** Reads keys; returns the number of rows found. */
    private interface Read {
        int of(Set<Integer> keys);
    }

    private void together(String title, int rows, Read read) throws Exception {
        row(
                title,
                rows,
                turn -> measure(() -> check(read.of(ColdTable.keys(rows, turn)), rows)),
                turn -> measure(() -> check(oneAfterAnother(ColdTable.keys(rows, turn)), rows)));
    }

    private void range(String title, String hint) throws Exception {
        row(title, 100, turn -> measure(() -> check(table.range(turn, hint).size(), 100)), turn -> {
            List<Integer> keys = new ArrayList<>();
            for (int id = turn % ColdTable.GROUPS; id < ColdTable.ROWS; id += ColdTable.GROUPS) {
                keys.add(id);
            }
            return measure(() -> check(oneAfterAnother(keys), 100));
        });
    }

    private int oneAfterAnother(Collection<Integer> keys) {
        int found = 0;
        for (int key : keys) {
            found += table.cache().get(key) == null ? 0 : 1;
        }
        return found;
    }

    private void row(String title, int pages, Turns.Contender<Cost> together, Turns.Contender<Cost> single)
            throws Exception {
        Turns<Cost> turns = new Turns<Cost>()
                .add("together", cold(together))
                .add("single", cold(single))
                .run(1, repeats);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | **%s** |%n",
                title,
                turns.of("together", cost -> cost.seconds() / FIRST_BYTE_SECONDS),
                turns.of("together", Cost::requests),
                turns.of("together", cost -> cost.bytes() / (double) (pages * PAGE_BYTES)),
                turns.ratio("single", "together", Cost::seconds));
    }

    private <R> Turns.Contender<R> cold(Turns.Contender<R> contender) {
        return turn -> {
            table.makeCold();
            return contender.run(turn);
        };
    }

    private Cost measure(Callable<?> read) throws Exception {
        TierStatistics statistics = table.tier().statistics();
        long requests = statistics.fetches();
        long bytes = statistics.fetchedBytes();
        double seconds = Sample.seconds(read);
        return new Cost(seconds, statistics.fetches() - requests, statistics.fetchedBytes() - bytes);
    }

    private void scans() throws Exception {
        List<ListedObject> objects = table.objects().stream()
                .filter(object -> object.name().contains("/part-0/"))
                .toList();
        long bytes = objects.stream().mapToLong(ListedObject::bytes).sum();
        Turns<Cost> turns = new Turns<Cost>()
                .add("scan", cold(turn -> measure(this::scan)))
                .add("preload", cold(turn -> measure(this::preload)))
                .add("units", turn -> measure(() -> bareRead(objects, UNIT_BYTES)))
                .add("objects", turn -> measure(() -> bareRead(objects, Integer.MAX_VALUE)))
                .run(1, repeats);
        System.out.printf(
                Locale.ROOT,
                "%n| a cold partition of %d MiB | MB/s | times as fast as one fetch of 64 KiB after another | share of what the bare store"
                        + " reads, whole objects one after another | bytes fetched / bytes of its objects |%n|---|---|---|---|---|%n",
                bytes >> 20);
        for (String side : List.of("scan", "preload")) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s |%n",
                    side,
                    turns.of(side, cost -> bytes / 1e6 / cost.seconds()),
                    turns.ratio("units", side, Cost::seconds),
                    turns.ratio("objects", side, Cost::seconds),
                    turns.of(side, cost -> cost.bytes() / (double) bytes));
        }
    }

    private Void scan() {
        if (table.scan(0) == 0) {
            throw new IllegalStateException("The scan found no rows.");
        }
        return null;
    }

    private Void preload() {
        table.cache().preloadPartition(0);
        return null;
    }

    private Void bareRead(List<ListedObject> objects, int rangeBytes) throws ObjectStoreException {
        for (ListedObject object : objects) {
            for (long offset = 0; offset < object.bytes(); offset += rangeBytes) {
                int length = (int) Math.min(rangeBytes, object.bytes() - offset);
                check(table.bareStore().get(object.name(), offset, length).remaining(), length);
            }
        }
        return null;
    }

    private static Void check(int found, int expected) {
        if (found != expected) {
            throw new IllegalStateException("Found " + found + " instead of " + expected + ".");
        }
        return null;
    }
}
