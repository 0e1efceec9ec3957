package io.foreshard.tier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** One ranged read of neighbouring fetch units for all fetches that want pages of them; begun once, by a thread of the node or of such a fetch. Thread-safe. */
final class UnitRead {
    private final FetchUnit range;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Fetches that wait for the read; guarded by {@link UnitReads}. */
    private final Set<PageFetch> fetches = new LinkedHashSet<>();
    /** Whether a fetch wanted the pages in the partition file; guarded by {@link UnitReads}. */
    private boolean isForFile;

    private volatile Outcome outcome;

    /**
     * What a read has done.
     *
     * @param failure why nothing was read; null if the request succeeded
     * @param corrupt pages whose bytes in the store are wrong, and that could not be healed
     * @param unwritten why the partition file did not take all pages; null if it did
     */
    record Outcome(Throwable failure, Set<Integer> corrupt, IOException unwritten) {
        static Outcome failed(Throwable failure) {
            return new Outcome(failure, Set.of(), null);
        }
    }

    UnitRead(FetchUnit range) {
        this.range = range;
    }

    FetchUnit range() {
        return range;
    }

    /** Returns whether the caller must run the read: it had not begun. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    void ended(Outcome result) {
        outcome = result;
    }

    /** Returns what the read has done; null before it ended. */
    Outcome outcome() {
        return outcome;
    }

    void add(PageFetch fetch) {
        fetches.add(fetch);
        isForFile |= fetch.target() != FetchTarget.MEMORY;
    }

    boolean isForFile() {
        return isForFile;
    }

    /** Removes a fetch; returns whether the read is not wanted any more. */
    boolean remove(PageFetch fetch) {
        return fetches.remove(fetch) && fetches.isEmpty();
    }

    List<PageFetch> fetches() {
        return new ArrayList<>(fetches);
    }
}
