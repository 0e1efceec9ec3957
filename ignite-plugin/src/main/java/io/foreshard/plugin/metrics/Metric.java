package io.foreshard.plugin.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The declaration of one metric: its name, type, labels and description. Counters and histograms count since the node started. */
public enum Metric {
    INGESTED_TRANSACTIONS("foreshard_ingested_transactions_total", "Transactions written by ingestion."),
    INGESTED_DUPLICATES("foreshard_ingested_duplicates_total", "Retries of transactions that were written before."),
    INGESTED_BEYOND_HORIZON(
            "foreshard_ingested_beyond_horizon_total",
            "Ids issued for actions older than the retry horizon while receipts of the user are already forgotten; a retry of such an action is stored twice."),
    SHARDS("foreshard_shards", "Shards in the catalogue."),
    CATALOGUE_VERSION("foreshard_shard_catalogue_version", "Version of the shard catalogue."),
    SHARD_SPLITS("foreshard_shard_splits_total", "Splits since the first catalogue."),
    SHARD_MERGES("foreshard_shard_merges_total", "Merges since the first catalogue."),
    SHARD_FAILURES("foreshard_shard_round_failures_total", "Failed rounds of shard planning on this node."),
    OVERLOADED_PARTITIONS(
            "foreshard_overloaded_partitions", "Partitions that alone exceed a limit and cannot be split."),
    CLOSED_PARTITIONS("foreshard_closed_partitions", "Partitions that take no new profile ids; absent on clients."),
    PLACEMENT_VERSION(
            "foreshard_placement_version", "Version of the placement: changes of the owners of partitions so far."),
    VERIFIED_PLACEMENT(
            "foreshard_placement_verified_version",
            "Newest version of the placement whose copies are complete and compared; less than foreshard_placement_version while a move is under way."),
    MOVE_BUDGET(
            "foreshard_move_budget_bytes_per_second",
            "Bytes per second that the node may send and receive for moves of partitions at present."),
    MOVE_BUDGET_LOWERED(
            "foreshard_move_budget_lowered_total",
            "Seconds in which partitions were copied and operations were slow, each of which halves the budget of moves."),
    MOVED_BYTES("foreshard_moved_bytes_total", "Bytes of rows that other nodes have sent for moves of partitions."),
    OPERATION_WAIT(
            "foreshard_operation_wait_seconds",
            "99th percentile of the time that an operation waits for a thread and the lock of checkpoints: in the last second, and the mean of quiet seconds, in which nothing is copied.",
            "period"),
    STORE_REQUEST_SECONDS(
            "foreshard_store_request_seconds",
            "Duration of successful calls of the object store by operation, retries included.",
            "operation"),
    TIER_REQUESTS("foreshard_tier_requests_total", "Requests to the object store.", "operation"),
    TIER_REQUEST_BYTES("foreshard_tier_request_bytes_total", "Bytes of requests to the object store.", "operation"),
    HEDGED_READS(
            "foreshard_store_hedged_reads_total",
            "Late reads of the object store that were sent a second time, by the sending that was answered first.",
            "answered"),
    TIER_ERRORS("foreshard_tier_errors_total", "Failed requests."),
    TIER_DAMAGED_PAGES(
            "foreshard_tier_damaged_pages_total",
            "Pages that are missing or corrupt in the store: healed from a local copy, or lost to this node.",
            "outcome"),
    BLOCKED_WRITES("foreshard_tier_blocked_writes_total", "Writes blocked on the object store."),
    PAUSED_TASKS(
            "foreshard_tier_paused_tasks",
            "Evictions and index builds that are paused because a page is missing or corrupt in the store."),
    DEFERRED_REQUESTS(
            "foreshard_tier_deferred_requests_total",
            "Requests of other nodes that read remote pages and were taken off their stripe of Ignite until these were fetched."),
    WAITING_REQUESTS(
            "foreshard_tier_waiting_requests",
            "Deferred requests that wait for their pages or for an earlier request of the same row or transaction."),
    LATCHED_FETCHES(
            "foreshard_tier_latched_fetches_total",
            "Fetches by threads that held the latch of a tree page, on which other operations wait."),
    WAITING_WRITES("foreshard_tier_waiting_writes", "Writes that are blocked on the object store at present."),
    WAITING_WRITE_SECONDS(
            "foreshard_tier_waiting_write_seconds",
            "Time that the first of these writes has been blocked; 0 if none is."),
    CHECKPOINT_DELAY_SECONDS(
            "foreshard_tier_checkpoint_delay_seconds",
            "Time that a checkpoint has waited for slow fetches before its begin; 0 if none has waited for a minute."),
    TIER_GARBAGE_OBJECTS(
            "foreshard_tier_garbage_objects_total", "Garbage objects by outcome of their deletion.", "outcome"),
    TIER_GARBAGE_BYTES(
            "foreshard_tier_garbage_bytes",
            "Bytes of objects that nothing names any more and that are not deleted yet."),
    TIER_IMAGE_SECONDS(
            "foreshard_tier_image_timestamp_seconds",
            "Begin of the last image of this node's disk, seconds since 1970 UTC; absent while the node knows of none."),
    TIER_IMAGE_BYTES("foreshard_tier_image_bytes", "Bytes of the last image of this node's disk."),
    AGE_RULE_FAILURES("foreshard_age_rule_failures_total", "Failed rounds of automatic offload."),
    OFFLOADS_PAUSED(
            "foreshard_tier_offloads_paused",
            "1 while automatic offloads are paused because the object store does not answer, else 0."),
    TIER_BYTES("foreshard_tier_bytes", "Bytes of partition files by cache group and place.", "group", "place"),
    TIER_LOCAL_BYTES(
            "foreshard_tier_local_bytes",
            "Local bytes of data, without trees and index.bin, by the reason why they are local.",
            "reason"),
    TIER_BUDGET_EXCEEDED(
            "foreshard_tier_budget_exceeded",
            "1 while more bytes are local than tier.localBytes and the rest cannot be released, else 0."),
    TIER_RELEASED_PAGES(
            "foreshard_tier_released_pages_total",
            "Pages whose local copy was released, because the budget of local bytes was exceeded."),
    BREAKER_OPEN(
            "foreshard_store_breaker_open",
            "1 while the circuit breaker is open and calls of the object store fail without a request, else 0."),
    PREFETCHED("foreshard_prefetched_total", "Prefetches by outcome.", "outcome"),
    PREDICTIONS_MISSED(
            "foreshard_predictions_missed_total",
            "Actions and session starts without a prediction, because too many waited or because it failed.",
            "outcome"),
    WARMED(
            "foreshard_warmed_total",
            "First records of a returning user's last transactions to read into memory when a session begins, by outcome.",
            "outcome"),
    MODEL_AGE("foreshard_model_age_seconds", "Age of the active model of the next type by the configured clock."),
    MODEL_VERSION(
            "foreshard_model_version",
            "Version of the published models that serve; lower than before after a rollback."),
    MODEL_ACCURACY(
            "foreshard_model_accuracy",
            "Accuracy of the active model of the next type on its newest examples at the training."),
    EVENTS(
            "foreshard_events_total",
            "Events on this node by kind; the log has at most one line for each kind in 10 seconds.",
            "event"),
    SCRAPE_FAILURES("foreshard_scrape_failures_total", "Values that a scrape could not read.");

    private static final double[] LATENCY_SECONDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

    private final String metricName;
    private final List<String> labels;
    private final String description;

    Metric(String metricName, String description, String... labels) {
        this.metricName = metricName;
        this.labels = List.of(labels);
        this.description = description;
    }

    /** Returns the name of the metric as Prometheus reads it. */
    public String metricName() {
        return metricName;
    }

    List<String> labels() {
        return labels;
    }

    String description() {
        return description;
    }

    /** Returns the type of the metric as Prometheus names it. */
    String type() {
        if (metricName.endsWith("_total")) {
            return "counter";
        }
        return isHistogram() ? "histogram" : "gauge";
    }

    boolean isHistogram() {
        return this == STORE_REQUEST_SECONDS;
    }

    /** Returns the upper bounds of the buckets of a histogram in seconds: 1 ms to 30 s, three times the default deadline of a call. */
    static double[] buckets() {
        return LATENCY_SECONDS.clone();
    }

    /** Returns the content of {@code docs/metrics.md}. */
    static String document() {
        return Arrays.stream(values())
                .map(metric -> "| `" + metric.metricName + "` | " + metric.type() + " | "
                        + metric.labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "))
                        + " | " + metric.description + " |")
                .collect(Collectors.joining(
                        "\n",
                        """
                        # Metrics

                        A node with the setting `metrics.port` serves these metrics under `/metrics`, in the text format of
                        Prometheus. It omits the metrics of parts it does not have, such as the tier of a node without a store.
                        This page is generated from the declarations in `Metric.java`; a test fails when it differs.

                        | metric | type | labels | description |
                        |---|---|---|---|
                        """,
                        "\n"));
    }
}
