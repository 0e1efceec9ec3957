package io.foreshard.tier;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the tier of a node since its start. Thread-safe; each counter is read by itself. */
public final class TierStatistics {
    final LongAdder fetches = new LongAdder();
    final LongAdder fetchedBytes = new LongAdder();
    final LongAdder uploads = new LongAdder();
    final LongAdder uploadedBytes = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder damagedPages = new LongAdder();
    final LongAdder healedPages = new LongAdder();
    final LongAdder reusedPages = new LongAdder();
    final LongAdder releasedPages = new LongAdder();
    final LongAdder failedFills = new LongAdder();
    final LongAdder blockedChanges = new LongAdder();
    final LongAdder latchedFetches = new LongAdder();
    final LongAdder pausedTasks = new LongAdder();
    final LongAdder failedDeletions = new LongAdder();
    final LongAdder deletions = new LongAdder();
    final LongAdder failedAgeingRounds = new LongAdder();

    final Waits waitingChanges = new Waits(System::nanoTime);
    final Waits delayedCheckpoints = new Waits(System::nanoTime);

    TierStatistics() {}

    /** Returns the number of ranged reads sent to the store. */
    public long fetches() {
        return fetches.sum();
    }

    /** Returns the number of bytes these reads asked for. */
    public long fetchedBytes() {
        return fetchedBytes.sum();
    }

    /** Returns the number of objects sent to the store. */
    public long uploads() {
        return uploads.sum();
    }

    /** Returns the bytes of these objects. */
    public long uploadedBytes() {
        return uploadedBytes.sum();
    }

    /** Returns the number of failed requests. */
    public long errors() {
        return errors.sum();
    }

    /** Returns the pages that were found missing or corrupt in the store and have no other copy on this node; each counts once. */
    public long damagedPages() {
        return damagedPages.sum();
    }

    /** Returns the pages that were found missing or corrupt in the store and were taken from a good local copy. */
    public long healedPages() {
        return healedPages.sum();
    }

    /** Returns the pages that the store did not deliver and whose bytes a kill of the process had left in the partition file. */
    public long reusedPages() {
        return reusedPages.sum();
    }

    /** Returns the pages whose local copy was given up without an upload, because a remote copy was valid. */
    public long releasedPages() {
        return releasedPages.sum();
    }

    /** Returns the number of fetches whose pages the partition file could not take; they were delivered from memory. */
    public long failedFills() {
        return failedFills.sum();
    }

    /** Returns the number of changes that were blocked because the store did not deliver a page. */
    public long blockedChanges() {
        return blockedChanges.sum();
    }

    /** Returns the number of fetches by threads that held the latch of a tree page. */
    public long latchedFetches() {
        return latchedFetches.sum();
    }

    /** Returns the number of changes that are blocked at present. */
    public int waitingChanges() {
        return waitingChanges.count();
    }

    /** Returns the time that the first of these changes has been blocked; zero if none is. */
    public Duration longestWaitingChange() {
        return waitingChanges.longest();
    }

    /** Returns the time that a checkpoint has waited for slow fetches before its begin; zero if none waits, or for less than a minute. */
    public Duration checkpointDelay() {
        return delayedCheckpoints.longest();
    }

    /** Returns the number of tasks of the database that are paused now because a page is missing or corrupt in the store. */
    public long pausedTasks() {
        return pausedTasks.sum();
    }

    /** Returns the number of garbage objects whose deletion failed; an object counts once for each attempt. */
    public long failedDeletions() {
        return failedDeletions.sum();
    }

    /** Returns the number of garbage objects that were deleted. */
    public long deletions() {
        return deletions.sum();
    }

    /** Returns the number of failed rounds of the age rule. */
    public long failedAgeingRounds() {
        return failedAgeingRounds.sum();
    }
}
