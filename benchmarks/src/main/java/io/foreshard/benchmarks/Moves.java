package io.foreshard.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * Offloads and recalls at full rate: what they cost hot reads and writes of the same node, and how fast they are beside the bare store. The store answers like S3.
 */
public final class Moves {
    private static final int HOT_ROWS = 20_000;
    private static final int HOT_BYTES = 500;
    private static final int HOT_CALLS = 100_000;
    private static final int OBJECT_BYTES = 16 << 20;

    private final int repeats;
    private final ColdTable table;
    private IgniteCache<Integer, byte[]> hot;
    private long movedBytes;

    private Moves(int repeats, ColdTable table) {
        this.repeats = repeats;
        this.table = table;
    }

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
            new Moves(repeats, table).run();
        }
    }

    private void run() throws Exception {
        hot = table.node()
                .ignite()
                .createCache(new CacheConfiguration<Integer, byte[]>("hot")
                        .setAffinity(new RendezvousAffinityFunction(false, ColdTable.PARTITIONS)));
        for (int row = 0; row < HOT_ROWS; row++) {
            hot.put(row, new byte[HOT_BYTES]);
        }
        rates();
        hotReads();
    }

    private void rates() throws Exception {
        movedBytes = table.tier().recall(ColdTable.NAME).bytes();
        table.tier().offload(ColdTable.NAME);
        Turns<Double> turns = new Turns<Double>()
                .add(
                        "recall and offload",
                        turn -> Sample.seconds(() -> {
                            table.tier().recall(ColdTable.NAME);
                            return table.tier().offload(ColdTable.NAME);
                        }))
                .add("bare", turn -> Sample.seconds(this::bareMoves))
                .run(1, repeats);
        System.out.printf(
                Locale.ROOT,
                "| moves of %d MiB | MB/s | share of what the bare store does, one object of 16 MiB after another |%n|---|---|---|%n"
                        + "| recall and offload | %s | %s |%n",
                movedBytes >> 20,
                turns.of("recall and offload", seconds -> 2 * movedBytes / 1e6 / seconds),
                turns.ratio("bare", "recall and offload", seconds -> seconds));
    }

    private Void bareMoves() throws Exception {
        ByteBuffer content = ByteBuffer.allocate(OBJECT_BYTES);
        new Random(1).nextBytes(content.array());
        for (long moved = 0; moved < movedBytes; moved += OBJECT_BYTES) {
            String name = "bare/" + UUID.randomUUID();
            table.bareStore().put(name, content);
            table.bareStore().get(name, 0, OBJECT_BYTES);
            table.bareStore().delete(List.of(name));
        }
        return null;
    }

    private void hotReads() throws Exception {
        Turns<Sample> reads = new Turns<Sample>()
                .add("idle", this::gets)
                .add("control", this::gets)
                .add("moving", turn -> whileMoving(() -> gets(turn)))
                .add("bare", turn -> beside(this::bareMoves, () -> gets(turn)))
                .run(2, repeats);
        Turns<Sample> writes = new Turns<Sample>()
                .add("idle", this::puts)
                .add("control", this::puts)
                .add("moving", turn -> whileMoving(() -> puts(turn)))
                .add("bare", turn -> beside(this::bareMoves, () -> puts(turn)))
                .run(2, repeats);
        System.out.println(
                "\n| hot operation while a thread recalls and offloads without a pause | p99, µs, idle | control: idle / idle |"
                        + " p99 moving / idle | throughput moving / idle | p99 beside the bare store / idle | throughput beside the bare store / idle |"
                        + "\n|---|---|---|---|---|---|---|");
        print("get", reads);
        print("put", writes);
    }

    private static void print(String operation, Turns<Sample> turns) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %s | **%s** | %s | %s | %s |%n",
                operation,
                turns.of("idle", Sample::p99).median() / 1e3,
                turns.ratio("control", "idle", Sample::p99),
                turns.ratio("moving", "idle", Sample::p99),
                turns.ratio("moving", "idle", Sample::callsPerSecond),
                turns.ratio("bare", "idle", Sample::p99),
                turns.ratio("bare", "idle", Sample::callsPerSecond));
    }

    private Sample gets(int turn) throws Exception {
        Random random = new Random(turn);
        return Sample.of(HOT_CALLS, number -> hot.get(random.nextInt(HOT_ROWS)));
    }

    private Sample puts(int turn) throws Exception {
        Random random = new Random(turn);
        byte[] row = new byte[HOT_BYTES];
        return Sample.of(HOT_CALLS, number -> hot.put(random.nextInt(HOT_ROWS), row));
    }

    /** A measurement. */
    private interface Measurement {
        Sample run() throws Exception;
    }

    private Sample whileMoving(Measurement measurement) throws Exception {
        return beside(
                () -> {
                    table.tier().recall(ColdTable.NAME);
                    return table.tier().offload(ColdTable.NAME);
                },
                measurement);
    }

    /** Measures while another thread makes a call again and again. */
    private static Sample beside(Callable<?> call, Measurement measurement) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> calls = thread.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    call.call();
                }
                return null;
            });
            Sample sample = measurement.run();
            if (calls.isDone()) {
                throw new IllegalStateException("The calls beside the measurement ended before it.");
            }
            return sample;
        } finally {
            thread.shutdownNow();
            thread.awaitTermination(1, TimeUnit.MINUTES);
        }
    }
}
