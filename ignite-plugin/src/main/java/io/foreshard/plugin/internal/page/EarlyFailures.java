package io.foreshard.plugin.internal.page;

import io.foreshard.tier.TieredPartition;
import java.io.IOException;

/**
 * The failed fetches of threads that fetch ahead of a cursor. The next fetch of such a thread fails at once: with a store that never answers it would wait for a second deadline (5.7 s
 * instead of 2.8 s for a scan, with a deadline of 3 s). It may be that of another page, as a cursor of an index skips the rows of backups. Thread-safe.
 */
final class EarlyFailures {
    private final ThreadLocal<Failure> last = new ThreadLocal<>();

    private record Failure(TieredPartition partition, int page, IOException cause, long untilNanos) {
        boolean concerns(TieredPartition otherPartition, int otherPage) {
            return !FailedFetches.isHopeless(cause) || page == otherPage && partition == otherPartition;
        }
    }

    /** Remembers a failure of the current thread for as long as the fetch took. */
    void add(TieredPartition partition, int page, IOException cause, long startNanos) {
        long now = System.nanoTime();
        last.set(new Failure(partition, page, cause, now + now - startNanos));
    }

    /** Returns whether the current thread remembers a failure that {@link #rethrow} would throw. */
    boolean isKnown(TieredPartition partition, int page) {
        Failure failure = last.get();
        return failure != null && failure.concerns(partition, page) && System.nanoTime() - failure.untilNanos() < 0;
    }

    /** Throws the failure that the current thread remembers, once: that of a store that does not answer for any page, that of a page that is damaged or missing for this page only. */
    void rethrow(TieredPartition partition, int page) throws IOException {
        if (isKnown(partition, page)) {
            IOException cause = last.get().cause();
            last.remove();
            throw cause;
        }
    }
}
