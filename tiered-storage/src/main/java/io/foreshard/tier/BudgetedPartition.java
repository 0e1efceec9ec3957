package io.foreshard.tier;

import io.foreshard.tier.retention.RetentionPolicy;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** One partition as the local budget knows it: its bytes by location, its use, and the units that the retention policy knows. Not thread-safe. */
final class BudgetedPartition {
    private static final int HOT_SECONDS = 10;
    /** Time for which the temperature of another owner says that users access the partition there. */
    private static final long HOT_ELSEWHERE_MILLIS = 30_000;

    private final TieredGroup group;
    private final TieredPartition partition;
    private final Temperature measured;
    private final boolean isAgeing;
    private final int unitPages;
    /** Pages of each unit that can be released. */
    private byte[] units = {};
    /** The same of the units that the policy knows. */
    private byte[] known = {};

    private boolean isTold = true;
    private boolean wasKept = true;
    private long changes = -1;
    private long writes;
    private long writtenMillis;

    private double temperature;
    private long hotElsewhereMillis = Long.MIN_VALUE / 2;
    private boolean isProtected;
    /** Time of the last access of each unit, seconds since 1970 UTC; 0 if there was none. */
    private int[] accessedSeconds = {};

    private TierSize size = TierSize.NONE;
    private long bothBytes;

    /**
     * @param measured its temperature, which is that of the partition before if the file was closed and opened again
     * @param isAgeing whether its group grows cold by partitions: only these are uploaded ahead of need
     */
    BudgetedPartition(
            TieredGroup group, TieredPartition partition, Temperature measured, boolean isAgeing, long nowMillis) {
        this.group = group;
        this.partition = partition;
        this.measured = measured;
        this.isAgeing = isAgeing;
        unitPages = partition.use().unitPages();
        writtenMillis = Math.min(partition.modifiedMillis(), nowMillis);
    }

    TieredGroup group() {
        return group;
    }

    TieredPartition partition() {
        return partition;
    }

    /**
     * Reads the present state.
     *
     * @param allAccesses accesses by users since the node started
     * @throws TierException if the length of the file cannot be read
     */
    void update(long allAccesses, long nowMillis) {
        measured.update(allAccesses, nowMillis);
        temperature = measured.at(nowMillis);
        long present = partition.use().writes();
        if (present != writes) {
            writes = present;
            writtenMillis = nowMillis;
        }
        if (partition.changes() != changes) {
            changes = partition.changes();
            units = partition.releasable();
            bothBytes = partition.bothBytes();
            isTold = false;
        }
        try {
            size = partition.size();
        } catch (IOException e) {
            throw new TierException(
                    "The size of the file of partition " + partition.number() + " of " + group.name()
                            + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** Returns the temperature of the last update. */
    double temperature() {
        return temperature;
    }

    /** Another owner of the partition has a temperature: if it is higher, users access the partition there. */
    void learn(double ofOwner, long nowMillis) {
        if (ofOwner >= temperature + 1) {
            temperature = ofOwner;
            measured.raiseTo(ofOwner, nowMillis);
            hotElsewhereMillis = nowMillis;
        }
    }

    /** Returns whether users access the partition on another owner, which does not tell the units. */
    boolean isHotElsewhere(long nowMillis) {
        return nowMillis - hotElsewhereMillis <= HOT_ELSEWHERE_MILLIS;
    }

    /** Keeps all units, or no longer: then they count as accessed now, because it is unknown which of them the other owner needed. */
    void protect(boolean isWanted, RetentionPolicy policy, long nowMillis) {
        if (isProtected && !isWanted) {
            for (int unit = 0; unit < known.length; unit++) {
                if (known[unit] > 0) {
                    policy.accessed(partition.use().firstUnit() + unit, RetentionPolicy.UNKNOWN_USER, nowMillis);
                }
            }
        }
        isProtected = isWanted;
    }

    /** A unit was accessed since the last poll. */
    void accessed(int unit, RetentionPolicy policy, long nowMillis) {
        if (unit >= accessedSeconds.length) {
            accessedSeconds = Arrays.copyOf(accessedSeconds, unit + unit / 2 + 1);
        }
        accessedSeconds[unit] = (int) (nowMillis / 1_000);
        policy.accessed(partition.use().firstUnit() + unit, RetentionPolicy.UNKNOWN_USER, nowMillis);
    }

    /** Returns whether a unit stays, whatever else can be released: it was accessed a short time ago, or its partition is protected. */
    boolean isHot(int unit, long nowMillis) {
        return isProtected
                || unit < accessedSeconds.length && (int) (nowMillis / 1_000) - accessedSeconds[unit] <= HOT_SECONDS;
    }

    /** Returns the time since its last write of data. */
    long idleMillis(long nowMillis) {
        return nowMillis - writtenMillis;
    }

    /** Tells the policy which units can be released; none if the partition is kept. */
    void tell(RetentionPolicy policy, boolean isKept, long nowMillis) {
        if (!isTold || isKept != wasKept) {
            tellUnits(policy, isKept ? new byte[0] : units, nowMillis);
            isTold = true;
            wasKept = isKept;
        }
    }

    private void tellUnits(RetentionPolicy policy, byte[] present, long nowMillis) {
        long first = partition.use().firstUnit();
        for (int unit = 0; unit < Math.max(known.length, present.length); unit++) {
            int before = unit < known.length ? known[unit] : 0;
            int after = unit < present.length ? present[unit] : 0;
            if (before != after && after > 0) {
                policy.added(first + unit, after * partition.pageBytes(), RetentionPolicy.UNKNOWN_USERS, nowMillis);
            } else if (before != after) {
                policy.removed(first + unit);
            }
        }
        known = present.clone();
    }

    /** The partition is no longer here. */
    void forget(RetentionPolicy policy) {
        tellUnits(policy, new byte[0], 0);
    }

    /** The policy has released a unit: adds its pages to those that are released. */
    void release(int unit, BitSet pages) {
        pages.set(unit * unitPages, (unit + 1) * unitPages);
        known[unit] = 0;
        isTold = false; // if pages of it stay, the policy gets it again
    }

    /** Returns whether data may have no remote copy, or the pages that are never offloaded are not counted yet. */
    boolean needsUpload() {
        return isAgeing && !partition.moves().isUploaded();
    }

    /** Returns the local bytes that count: the allocated bytes without those of pages that are never offloaded. */
    long localBytes() {
        return Math.max(bothBytes, size.allocatedBytes() - partition.moves().keptBytes());
    }

    long bothBytes() {
        return bothBytes;
    }

    /** Returns whether its group grows cold by partitions. */
    boolean isAgeing() {
        return isAgeing;
    }

    /**
     * @param localOnlyReason why data without a remote copy has none, if there is such data: without a write since the last upload there is none
     * @param bothReason why local copies of data with a remote copy stay, if there are some
     */
    PartitionResidence residence(LocalReason localOnlyReason, LocalReason bothReason) {
        return new PartitionResidence(
                group.name(),
                partition.number(),
                localBytes() - bothBytes,
                bothBytes,
                size.remoteBytes(),
                partition.moves().keptBytes(),
                temperature,
                partition.moves().isUploaded() ? null : localOnlyReason,
                bothBytes == 0 ? null : bothReason);
    }
}
