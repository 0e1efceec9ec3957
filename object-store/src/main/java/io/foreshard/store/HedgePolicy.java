package io.foreshard.store;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The rule by which late reads are sent a second time: when it takes a quarter longer than the median of the recent reads of similar size, but not before 92.5 % of these had ended, and 5 % of the reads at most.
 *
 * <p>The budget is a token bucket that each read fills by a twentieth: a store that is slow as a whole gets 5 % more reads, and not twice as many. See Dean and Barroso, The Tail at Scale (2013), for hedged
 * requests; decision 27 compares the rule with others by simulation. Thread-safe.
 */
final class HedgePolicy {
    /** Reads of one size that are remembered. */
    private static final int SAMPLES = 256;
    /** Reads of one size before the first is sent twice. */
    private static final int MIN_SAMPLES = 32;
    /** Reads between two looks at the samples. */
    private static final int PERIOD = 16;

    private static final double LATE = 5 / 4.;
    /** Sooner, the thread of a read waits for a processor more often than for the store. */
    private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final double ENDED = .925;

    /** Reads for each that may be sent twice. */
    private static final int READS = 20;
    /** Second reads that may follow one another: stragglers come in groups. */
    private static final int BURST = 20;

    /** Reads up to 128 KiB, and four times as many bytes for each further size. */
    private static final int SMALLEST_BITS = 17;

    private static final int SIZES = 5;

    private final Size[] sizes = new Size[SIZES];
    private int tokens = BURST * READS;

    HedgePolicy() {
        Arrays.setAll(sizes, index -> new Size());
    }

    /** Returns the hedge of a read of some bytes, and counts the read. */
    Hedge read(int bytes) {
        deposit();
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, bytes - 1));
        return sizes[Math.min(SIZES - 1, Math.max(0, (bits - SMALLEST_BITS + 1) / 2))];
    }

    private synchronized void deposit() {
        tokens = Math.min(BURST * READS, tokens + 1);
    }

    private synchronized boolean withdraw() {
        if (tokens < READS) {
            return false;
        }
        tokens -= READS;
        return true;
    }

    /** The recent reads of similar size. */
    private final class Size implements Hedge {
        private final long[] nanos = new long[SAMPLES];
        private int reads;
        private volatile long delayNanos = Long.MAX_VALUE;

        @Override
        public long delayNanos() {
            return delayNanos;
        }

        @Override
        public boolean take() {
            return withdraw();
        }

        @Override
        public synchronized void ended(long elapsedNanos) {
            nanos[reads % SAMPLES] = elapsedNanos;
            reads++;
            if (reads >= MIN_SAMPLES && reads % PERIOD == 0) {
                long[] sorted = Arrays.copyOf(nanos, Math.min(reads, SAMPLES));
                Arrays.sort(sorted);
                long median = sorted[sorted.length / 2];
                long ended = sorted[(int) (ENDED * sorted.length)];
                delayNanos = Math.max(MIN_DELAY_NANOS, Math.max((long) (LATE * median), ended));
            }
            if (reads == 2 * SAMPLES) {
                reads = SAMPLES;
            }
        }
    }
}
