package io.foreshard.prefetch;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The latencies of a prefetcher's reads and fetches of each cache, and what a prefetch must be worth because of them. Thread-safe.
 *
 * <p>Each mean begins at a fixed value, which counts as {@value #PRIOR} measurements; about the last 256 measurements count. A mean without a measurement for a minute
 * is reset, because the latency may have changed since.
 */
final class Latencies {
    private static final int PRIOR = 16;
    private static final double MEMORY = 256;
    /** Mean latency of a read of an object store, before any was measured. */
    private static final double DEFAULT_MILLIS = 30;
    /** What a row of a prefetch costs other operations, in milliseconds: the CPU time of client and server. */
    private static final double ROW_MILLIS = .2;
    /** What a prefetch costs other operations while it takes, as a part of its latency. */
    private static final double BURDEN = .1;

    private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final double MAX_LOAD = .95;

    private final LongSupplier nanoTime;
    private final Map<String, Map<Kind, Mean>> caches = new HashMap<>();

    /** What is measured. */
    enum Kind {
        /** A read of keys that were not prefetched. */
        READ(DEFAULT_MILLIS),
        /** A fetch of keys into the near cache. */
        FETCH(DEFAULT_MILLIS),
        /** A read of keys that were fetched before. */
        READ_OF_FETCHED(0),
        /** A read on the servers ahead of need. */
        WARM(DEFAULT_MILLIS),
        /** A read of keys that were warmed before. */
        READ_OF_WARMED(0);

        private final double defaultMillis;

        Kind(double defaultMillis) {
            this.defaultMillis = defaultMillis;
        }
    }

    private static final class Mean {
        private double millis;
        private double count;
        private long measuredNanos;
    }

    /** @param nanoTime a clock as {@link System#nanoTime} */
    Latencies(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Adds a measurement of a cache. */
    synchronized void add(String cache, Kind kind, long nanos) {
        Mean mean = mean(cache, kind);
        mean.count = Math.min(MEMORY, mean.count + 1);
        mean.millis += (nanos / 1e6 - mean.millis) / mean.count;
        mean.measuredNanos = nanoTime.getAsLong();
    }

    /** Returns the mean latency in milliseconds. */
    synchronized double millis(String cache, Kind kind) {
        return mean(cache, kind).millis;
    }

    /**
     * Returns the price of a prefetch, which is the least probability of a use that pays: its cost, divided by the latency that it saves if it is used. Above 1 if none pays.
     *
     * @param rows rows that are fetched together
     * @param load used share of the budget, from 0 to 1: the cost grows as the wait in a queue, with 1 / (1 - load)
     */
    synchronized double price(String cache, Place place, int rows, double load) {
        double cost = ROW_MILLIS * rows + BURDEN * millis(cache, place.fetch);
        double saved = millis(cache, Kind.READ) - millis(cache, place.read);
        return saved <= 0 ? Double.POSITIVE_INFINITY : cost / (1 - Math.min(MAX_LOAD, load)) / saved;
    }

    private Mean mean(String cache, Kind kind) {
        Mean mean = caches.computeIfAbsent(cache, name -> new EnumMap<>(Kind.class))
                .computeIfAbsent(kind, added -> new Mean());
        if (mean.count == 0 || nanoTime.getAsLong() - mean.measuredNanos > STALE_NANOS) {
            mean.millis = kind.defaultMillis;
            mean.count = PRIOR;
        }
        return mean;
    }
}
