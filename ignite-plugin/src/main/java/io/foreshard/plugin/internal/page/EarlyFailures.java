package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;

/**
 * The failed fetches of threads that fetch ahead of a cursor. The fetch of the same page by the cursor itself follows, and fails at once: with a store that never answers it would wait
 * for a second deadline (5.7 s instead of 2.8 s for a scan, with a deadline of 3 s). Thread-safe.
 */
final class EarlyFailures {
    private final ThreadLocal<Failure> last = new ThreadLocal<>();

    private record Failure(TieredPartition partition, int page, IOException cause, long untilNanos) {}

    /** Remembers a failure of the current thread for as long as the fetch took. */
    void add(TieredPartition partition, int page, IOException cause, long startNanos) {
        long now = System.nanoTime();
        last.set(new Failure(partition, page, cause, now + now - startNanos));
    }

    /** Throws the failure that the current thread has remembered for a page, once. */
    void rethrow(TieredPartition partition, int page) throws IOException {
        Failure failure = last.get();
        if (failure == null || failure.page() != page || failure.partition() != partition) {
            return;
        }
        last.remove();
        if (System.nanoTime() - failure.untilNanos() < 0) {
            throw failure.cause();
        }
    }
}
