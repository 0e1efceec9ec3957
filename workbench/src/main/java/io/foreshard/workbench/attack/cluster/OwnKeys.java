package io.foreshard.workbench.attack.cluster;

import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * The keys that one thread of the load writes: every n-th key. Immutable and thread-safe.
 *
 * @param remainder number of the thread
 * @param writers number of threads that write the caches
 * @param keys keys of a cache
 * @param key key of a number, which is below {@code keys}
 */
public record OwnKeys(int remainder, int writers, int keys, LongUnaryOperator key) {
    /** Returns a random key without an attempted write, or null if some tries find none. */
    public Long pick(Journal<Long, Long> journal, Random random, int tries) {
        for (int i = 0; i < tries; i++) {
            long picked = key.applyAsLong((long) random.nextInt(keys / writers) * writers + remainder);
            if (journal.entry(picked).isSure()) {
                return picked;
            }
        }
        return null;
    }
}
