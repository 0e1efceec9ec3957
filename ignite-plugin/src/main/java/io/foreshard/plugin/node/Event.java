package io.foreshard.plugin.node;

import java.util.Locale;

/** A kind of event on a node: logged by {@link EventLog}, and counted as {@code foreshard_events_total{event="..."}}. */
enum Event {
    STARTED(false),
    STORE_USABLE(false),
    STORE_UNUSABLE(true),
    STORE_CALL_FAILED(true),
    BREAKER_OPENED(true),
    BREAKER_CLOSED(false),
    OFFLOADED(false),
    OFFLOAD_FAILED(true),
    RECALLED(false),
    RECALL_FAILED(true),
    RELEASED(false),
    RELEASE_FAILED(true),
    UPLOADED(false),
    BUDGET_EXCEEDED(true),
    BUDGET_KEPT(false),
    BUDGET_FAILED(true),
    TEMPERATURES_FAILED(true),
    OFFLOADS_PAUSED(true),
    OFFLOADS_RESUMED(false),
    AGEING_FAILED(true),
    CHANGE_BLOCKED(true),
    RECOVERY_BLOCKED(true),
    FILL_FAILED(true),
    CHECKPOINT_DELAYED(true),
    EXPIRY_FAILED(true),
    DISK_LOW(true),
    DISK_FREE(false),
    DISK_POLL_FAILED(true),
    SUPPLY_FAILED(true),
    PAGE_LOST(true),
    TASK_PAUSED(true),
    INDEX_READS_ROWS(true),
    PAGE_DAMAGED(true),
    PAGE_HEALED(false),
    COPY_FILLED(false),
    LOG_FAILED(true),
    DELETE_FAILED(true),
    NAMESPACE_FORKED(true),
    NAMESPACE_FENCED(true),
    NAMESPACE_REFUSED(true),
    SWEPT(false),
    SWEEP_FAILED(true),
    IMAGE_UPLOADED(false),
    IMAGE_FAILED(true),
    SHARD_SPLIT(false),
    SHARDS_MERGED(false),
    SHARD_MOVED(false),
    COPIES_DIFFER(true),
    SHARDS_ADVISED(false),
    SHARDS_OPERATED(false),
    PARTITION_OVERLOADED(true),
    PARTITION_RECOVERED(false),
    PARTITION_CLOSED(true),
    PARTITION_OPENED(false),
    SHARD_ROUND_FAILED(true),
    STATE_UNREADABLE(true),
    MODEL_PUBLISHED(false),
    MODEL_ROLLED_BACK(false),
    TRAINING_SKIPPED(false),
    TRAINING_REFUSED(false),
    TRAINING_FAILED(true);

    private final boolean warning;

    Event(boolean warning) {
        this.warning = warning;
    }

    /** Returns whether it is logged as a warning: an operator should examine it. */
    boolean isWarning() {
        return warning;
    }

    /** Returns the value of the label {@code event} of the metric. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
