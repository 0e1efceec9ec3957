package io.foreshard.benchmarks;

import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.distant.Distance;
import io.foreshard.store.distant.DistantObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.tier.TransferSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Fetches of remote pages from a store that answers like S3 (30 ms to the first byte, 80 MB/s for each connection): together beside one after another, and a scan beside the bare store.
 *
 * <p>The sides of a row take turns; only ratios within one turn are used.
 */
public final class ColdFetches {
    private static final int PAGES = 8 * 1024;
    private static final int OBJECT_BYTES = TransferSizes.MAX_OBJECT_BYTES;
    private static final int UNIT_BYTES = 64 << 10;
    private static final int UNIT_PAGES = UNIT_BYTES / ColdPartition.PAGE_BYTES;
    private static final int BATCH = 100;
    private static final int POINT_READS = 300;
    private static final double STRAGGLERS = .05;
    private static final double NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int repeats;
    private final ExecutorService calls = Executors.newCachedThreadPool();
    private final LongAdder hedges = new LongAdder();
    private final Path directory;

    private ColdFetches(int repeats, Path directory) {
        this.repeats = repeats;
        this.directory = directory;
    }

    /**
     * Prints a table in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25)
     */
    public static void main(String[] arguments) throws IOException {
        try (RunDirectory directory = RunDirectory.create()) {
            ColdFetches fetches = new ColdFetches(Turns.repeats(arguments), directory.path());
            try {
                fetches.run();
            } finally {
                fetches.calls.shutdownNow();
            }
        }
    }

    /** One side of a comparison. */
    private interface Side {
        void run(int repeat) throws IOException;
    }

    private void run() throws IOException {
        ObjectStore bare = guarded(distant(0));
        try (ColdPartition one = open("one", guarded(distant(0)), new TransferSizes(UNIT_BYTES, OBJECT_BYTES, 0));
                ColdPartition many = open("many", bare, TransferSizes.defaults());
                ColdPartition unhedged = open("unhedged", distant(STRAGGLERS), TransferSizes.defaults());
                ColdPartition hedged = open("hedged", guarded(distant(STRAGGLERS)), TransferSizes.defaults())) {
            System.out.println("| what | ms | beside | ms | ratio |");
            System.out.println("|---|---|---|---|---|");
            compare(
                    BATCH + " random pages together",
                    repeat -> {
                        many.offload();
                        start();
                        many.partition().fetch(randomPages(repeat));
                        stop();
                    },
                    "one after another",
                    repeat -> {
                        one.offload();
                        start();
                        for (int page : randomPages(repeat)) {
                            one.partition().fetch(page);
                        }
                        stop();
                    });
            Side scan = repeat -> {
                many.offload();
                start();
                readAll(many);
                stop();
            };
            compare(
                    "scan of " + PAGES * ColdPartition.PAGE_BYTES / (1 << 20) + " MiB in order",
                    scan,
                    "bare store, object after object",
                    repeat -> {
                        start();
                        readObjects(bare);
                        stop();
                    });
            compare(
                    "scan of " + PAGES * ColdPartition.PAGE_BYTES / (1 << 20) + " MiB in order",
                    scan,
                    "one fetch after another",
                    repeat -> {
                        one.offload();
                        start();
                        readAll(one);
                        stop();
                    });
            hedges.reset();
            compare(
                    "p99 of point reads, 5 % stragglers",
                    repeat -> millis = slowest(hedged, repeat),
                    "without a second read",
                    repeat -> millis = slowest(unhedged, repeat));
            System.out.printf(
                    Locale.ROOT,
                    "%n%d repeats; %d of %d point reads were sent twice.%n",
                    repeats,
                    hedges.sum(),
                    (repeats + 1) * POINT_READS);
        }
    }

    private long started;
    private double millis;

    private void start() {
        started = System.nanoTime();
    }

    private void stop() {
        millis = (System.nanoTime() - started) / NANOS;
    }

    private void compare(String title, Side side, String baseTitle, Side base) throws IOException {
        double[] times = new double[repeats];
        double[] baseTimes = new double[repeats];
        double[] ratios = new double[repeats];
        for (int repeat = -1; repeat < repeats; repeat++) { // the first to warm up
            int at = Math.max(0, repeat);
            side.run(repeat);
            times[at] = millis;
            base.run(repeat);
            baseTimes[at] = millis;
            ratios[at] = baseTimes[at] / times[at];
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %s | %.0f | %s |%n",
                title,
                Estimate.of(times).median(),
                baseTitle,
                Estimate.of(baseTimes).median(),
                Estimate.of(ratios));
    }

    private static int[] randomPages(int repeat) {
        Random random = new Random(repeat);
        return IntStream.generate(() -> 1 + random.nextInt(PAGES))
                .distinct()
                .limit(BATCH)
                .toArray();
    }

    private static void readAll(ColdPartition partition) throws IOException {
        for (int page = 1; page <= PAGES; page++) {
            partition.read(page);
        }
    }

    /** Returns the 99th percentile of the durations of point reads of distinct fetch units, in ms. */
    private static double slowest(ColdPartition cold, int repeat) throws IOException {
        cold.offload();
        double[] durations = new double[POINT_READS];
        int[] units = new Random(repeat)
                .ints(0, PAGES / UNIT_PAGES)
                .distinct()
                .limit(POINT_READS)
                .toArray();
        for (int read = 0; read < POINT_READS; read++) {
            long start = System.nanoTime();
            cold.read(1 + units[read] * UNIT_PAGES);
            durations[read] = (System.nanoTime() - start) / NANOS;
        }
        Arrays.sort(durations);
        return durations[POINT_READS * 99 / 100];
    }

    private static ObjectStore distant(double stragglers) {
        Distance s3 = Distance.S3;
        return new DistantObjectStore(
                new MemoryObjectStore(), new Distance(s3.firstByte(), s3.bytesPerSecond(), stragglers, 1));
    }

    private ObjectStore guarded(ObjectStore store) {
        return new GuardedObjectStore(store, RequestLimits.defaults(), calls, new StoreListener() {
            @Override
            public void hedged(boolean isAnswered) {
                hedges.increment();
            }
        });
    }

    private ColdPartition open(String name, ObjectStore store, TransferSizes sizes) throws IOException {
        return new ColdPartition(Files.createDirectory(directory.resolve(name)), store, sizes, PAGES);
    }

    private static void readObjects(ObjectStore store) throws ObjectStoreException {
        for (String name : store.list("nodes/")) {
            if (name.matches(".*/part-0/\\d.*")) {
                store.get(name, 0, OBJECT_BYTES);
            }
        }
    }
}
