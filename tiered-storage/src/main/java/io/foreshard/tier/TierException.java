package io.foreshard.tier;

import java.util.Arrays;
import java.util.List;

/**
 * A failed operation of the tier. The message names the cache group and partition; the cause is the failure of the store
 * ({@link io.foreshard.store.ObjectStoreException}, with its reason) or of a file. Failures of further partitions are suppressed exceptions. Immutable.
 */
public final class TierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int partitions;
    private final long pages;
    private final long bytes;
    private final int[] failed;

    /** Creates the exception with a sentence that names the partition or cache group; no partition was processed. */
    public TierException(String message, Throwable cause) {
        this(message, cause, new MovedPages(0, 0, 0), List.of());
    }

    /**
     * Creates the exception of partitions that failed.
     *
     * @param moved pages that the other partitions of the call moved
     * @param failed numbers of the partitions that failed
     */
    TierException(String message, Throwable cause, MovedPages moved, List<Integer> failed) {
        super(message, cause);
        partitions = moved.partitions();
        pages = moved.pages();
        bytes = moved.bytes();
        this.failed = failed.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the pages that the other partitions of the call moved, and the partitions of the call; all 0 if the call was refused. */
    public MovedPages moved() {
        return new MovedPages(partitions, pages, bytes);
    }

    /** Returns the numbers of the partitions that failed; empty if the failure concerns the call and no partition was processed. */
    public List<Integer> failedPartitions() {
        return Arrays.stream(failed).boxed().toList();
    }
}
