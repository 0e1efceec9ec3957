package io.foreshard.tier;

import java.util.concurrent.atomic.LongAdder;

/** What the tier of a node has done since it started. Thread-safe; a reader sees each counter by itself. */
public final class TierStatistics {
    final LongAdder reads = new LongAdder();
    final LongAdder readBytes = new LongAdder();
    final LongAdder uploads = new LongAdder();
    final LongAdder uploadedBytes = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder waits = new LongAdder();
    private final LongAdder orphaned = new LongAdder();
    private final LongAdder orphansDeleted = new LongAdder();

    private final LongAdder ageRuleFailures = new LongAdder();

    public void ageRuleFailed() {
        ageRuleFailures.increment();
    }

    void orphaned(int objects) {
        orphaned.add(objects);
    }

    void orphansDeleted(int objects) {
        orphansDeleted.add(objects);
    }

    /** Called when a change that has begun waits for the store. */
    public void waited() {
        waits.increment();
    }

    /** Returns the ranged reads sent to the store. */
    public long remoteReads() {
        return reads.sum();
    }

    /** Returns the bytes those reads asked for. */
    public long remoteReadBytes() {
        return readBytes.sum();
    }

    /** Returns the objects uploaded. */
    public long uploads() {
        return uploads.sum();
    }

    /** Returns the bytes uploaded. */
    public long uploadedBytes() {
        return uploadedBytes.sum();
    }

    /** Returns the requests that failed, and the pages whose checksum was wrong. */
    public long errors() {
        return errors.sum();
    }

    /** Returns how often a change that had begun had to wait for a store that did not answer. */
    public long waits() {
        return waits.sum();
    }

    /** Returns the superseded objects that could not be deleted at once. */
    public long orphaned() {
        return orphaned.sum();
    }

    /** Returns the objects nobody names that were deleted later. */
    public long orphansDeleted() {
        return orphansDeleted.sum();
    }

    /** Returns the rounds of the age rule that failed. */
    public long ageRuleFailures() {
        return ageRuleFailures.sum();
    }
}
