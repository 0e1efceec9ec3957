package io.foreshard.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The uploads of partitions ahead of need, the coldest first: a later release needs no request. A partition is uploaded as a whole when no data was written to
 * it for a duration, so changed pages are uploaded in batches.
 *
 * <p>Yields to users: at most 8 partitions and one checkpoint in a round, one round in 10 s, and 32 MiB/s on average, unless the budget is nearly full; none while
 * a checkpoint is delayed or the store does not answer. Not thread-safe.
 */
final class UploadsAhead {
    private static final int PARTITIONS_PER_ROUND = 8;
    private static final long ROUND_MILLIS = 10_000;
    private static final long BYTES_PER_SECOND = 32 << 20;
    private static final long MAX_CREDIT_BYTES = 2 * BYTES_PER_SECOND;
    /** A partition is uploaded this many times earlier if the budget is nearly full. */
    private static final int HASTE = 10;

    private final TieredStorage storage;
    private final PartitionHost host;
    private final long uploadAfterMillis;
    private long creditBytes = MAX_CREDIT_BYTES;
    private long lastMillis = Long.MIN_VALUE;
    private boolean checkpointDue;

    UploadsAhead(TieredStorage storage, PartitionHost host, Duration uploadAfter) {
        this.storage = storage;
        this.host = host;
        uploadAfterMillis = uploadAfter.toMillis();
    }

    /**
     * Returns whether data of a partition was written so short a time ago that it stays.
     *
     * @param isNear whether the budget is nearly full
     */
    boolean isWritten(BudgetedPartition partition, boolean isNear, long nowMillis) {
        return partition.idleMillis(nowMillis) < (isNear ? uploadAfterMillis / HASTE : uploadAfterMillis);
    }

    /**
     * Uploads some of the partitions that need it. A failure is an event for each partition, and a later round tries again.
     *
     * @param candidates partitions that may be uploaded now
     */
    void round(List<BudgetedPartition> candidates, boolean isNear, long nowMillis) {
        if (isNear && checkpointDue) {
            checkpoint(); // pages can be released after a checkpoint that began after their upload
        }
        boolean isDue = lastMillis == Long.MIN_VALUE || nowMillis - lastMillis >= ROUND_MILLIS;
        if (candidates.isEmpty() || !isNear && !isDue || !mayUpload()) {
            return;
        }
        if (lastMillis != Long.MIN_VALUE) {
            long earned = Math.max(0, nowMillis - lastMillis) * BYTES_PER_SECOND / 1_000;
            creditBytes = Math.min(MAX_CREDIT_BYTES, creditBytes + earned);
        }
        lastMillis = nowMillis;
        if (isNear || creditBytes > 0) {
            upload(candidates);
        }
    }

    private boolean mayUpload() {
        return storage.statistics().checkpointDelay().isZero()
                && storage.pause().mayOffload();
    }

    private void upload(List<BudgetedPartition> candidates) {
        Map<String, List<BudgetedPartition>> chosen = new TreeMap<>();
        candidates.stream()
                .sorted(Comparator.comparingDouble(BudgetedPartition::temperature))
                .limit(PARTITIONS_PER_ROUND)
                .forEach(partition -> chosen.computeIfAbsent(partition.group().name(), unused -> new ArrayList<>())
                        .add(partition));
        chosen.forEach(this::upload);
    }

    private void upload(String group, List<BudgetedPartition> partitions) {
        try {
            MovedPages moved = storage.upload(
                    group,
                    partitions.stream()
                            .mapToInt(partition -> partition.partition().number())
                            .toArray());
            creditBytes -= moved.bytes();
            checkpointDue |= moved.pages() > 0;
        } catch (TierException e) {
            storage.pause().failed(e);
        }
    }

    private void checkpoint() {
        try {
            host.checkpoint();
            checkpointDue = false;
        } catch (java.io.IOException e) {
            throw new TierException("The checkpoint before a release failed: " + e.getMessage(), e);
        }
    }
}
