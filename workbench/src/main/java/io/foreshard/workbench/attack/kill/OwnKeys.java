package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.Journal;
import java.util.Random;

/**
 * The keys that one thread of the load writes: every n-th key. Immutable and thread-safe.
 *
 * @param remainder number of the thread
 * @param writers number of threads that write the caches
 * @param keys keys of a cache
 */
record OwnKeys(int remainder, int writers, int keys) {
    /** Returns a random key without an attempted write, or null if some tries find none. */
    Long pick(Journal<Long, Long> journal, Random random, int tries) {
        for (int i = 0; i < tries; i++) {
            long key = (long) random.nextInt(keys / writers) * writers + remainder;
            if (journal.entry(key).isSure()) {
                return key;
            }
        }
        return null;
    }
}
