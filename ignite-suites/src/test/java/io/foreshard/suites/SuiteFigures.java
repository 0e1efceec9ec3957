package io.foreshard.suites;

import io.foreshard.tier.TierStatistics;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** The figures of all tiers of this JVM. Thread-safe. */
final class SuiteFigures {
    private static final Queue<TierStatistics> TIERS = new ConcurrentLinkedQueue<>();
    private static final LongAdder OFFLOADS = new LongAdder();
    private static final LongAdder PAGES = new LongAdder();
    private static final LongAdder FAILED_OFFLOADS = new LongAdder();

    private SuiteFigures() {}

    static void add(TierStatistics tier) {
        TIERS.add(tier);
    }

    static void offloaded(long pages) {
        if (pages > 0) {
            OFFLOADS.increment();
            PAGES.add(pages);
        }
    }

    static void offloadFailed(Exception cause) {
        FAILED_OFFLOADS.increment();
        System.out.println("offload failed: " + cause);
    }

    /** Returns the line that {@link SuiteRun} reads. */
    static String line() {
        return SuiteRun.FIGURES + " offloads=" + OFFLOADS + " pages=" + PAGES + " failedOffloads=" + FAILED_OFFLOADS
                + " fetches=" + sum(TierStatistics::fetches) + " fetchedBytes=" + sum(TierStatistics::fetchedBytes)
                + " blocked=" + sum(TierStatistics::blockedChanges) + " damaged=" + sum(TierStatistics::damagedPages);
    }

    private static long sum(ToLongFunction<TierStatistics> figure) {
        return TIERS.stream().mapToLong(figure).sum();
    }
}
