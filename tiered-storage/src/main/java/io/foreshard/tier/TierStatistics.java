package io.foreshard.tier;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the tier of a node since its start. Thread-safe; each counter is read by itself. */
public final class TierStatistics {
    final LongAdder fetches = new LongAdder();
    final LongAdder fetchedBytes = new LongAdder();
    final LongAdder uploads = new LongAdder();
    final LongAdder uploadedBytes = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder blockedChanges = new LongAdder();
    final LongAdder orphans = new LongAdder();
    final LongAdder deletedOrphans = new LongAdder();
    final LongAdder failedAgeingRounds = new LongAdder();

    TierStatistics() {}

    /** Returns the ranged reads sent to the store. */
    public long fetches() {
        return fetches.sum();
    }

    /** Returns the bytes these reads asked for. */
    public long fetchedBytes() {
        return fetchedBytes.sum();
    }

    /** Returns the objects sent to the store. */
    public long uploads() {
        return uploads.sum();
    }

    /** Returns the bytes of these objects. */
    public long uploadedBytes() {
        return uploadedBytes.sum();
    }

    /** Returns the failed requests plus the pages with a wrong checksum. */
    public long errors() {
        return errors.sum();
    }

    /** Returns the changes that were blocked because the store did not deliver a page. */
    public long blockedChanges() {
        return blockedChanges.sum();
    }

    /** Returns the superseded objects whose deletion failed. */
    public long orphans() {
        return orphans.sum();
    }

    /** Returns the orphans that were deleted on command. */
    public long deletedOrphans() {
        return deletedOrphans.sum();
    }

    /** Returns the failed rounds of the age rule. */
    public long failedAgeingRounds() {
        return failedAgeingRounds.sum();
    }
}
