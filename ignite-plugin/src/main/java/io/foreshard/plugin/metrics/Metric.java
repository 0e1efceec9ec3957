package io.foreshard.plugin.metrics;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The declaration of one metric: its name, kind, label and description. Counters count since the node started. */
public enum Metric {
    INGESTED_TRANSACTIONS("foreshard_ingested_transactions_total", null, "Transactions written by the ingestion."),
    INGESTED_DUPLICATES("foreshard_ingested_duplicates_total", null, "Transactions that had been written before."),
    INGESTED_BEYOND_HORIZON(
            "foreshard_ingested_beyond_horizon_total",
            null,
            "Ids issued for actions older than the retry horizon, of users with forgotten receipts."),
    SHARDS("foreshard_shards", null, "Shards in the catalogue."),
    CATALOGUE_VERSION("foreshard_shard_catalogue_version", null, "Version of the shard catalogue."),
    SHARD_SPLITS("foreshard_shard_splits_total", null, "Splits since the first catalogue."),
    SHARD_MERGES("foreshard_shard_merges_total", null, "Merges since the first catalogue."),
    SHARD_FAILURES("foreshard_shard_round_failures_total", null, "Failed rounds of shard planning on this node."),
    OVERLOADED_PARTITIONS(
            "foreshard_overloaded_partitions", null, "Partitions that alone exceed a limit and cannot be split."),
    TIER_REQUESTS("foreshard_tier_requests_total", "operation", "Requests to the object store."),
    TIER_REQUEST_BYTES("foreshard_tier_request_bytes_total", "operation", "Bytes of those requests."),
    TIER_ERRORS("foreshard_tier_errors_total", null, "Requests that failed and pages with a wrong checksum."),
    TIER_WAITS("foreshard_tier_waits_total", null, "Changes that had begun and waited for the store."),
    TIER_ORPHANS("foreshard_tier_orphans_total", "outcome", "Objects nobody names: left behind, or deleted since."),
    AGE_RULE_FAILURES("foreshard_age_rule_failures_total", null, "Rounds of the age rule that failed."),
    TIER_BYTES("foreshard_tier_bytes", "place", "Bytes of partition files by the place they are in."),
    PREFETCHED("foreshard_prefetched_total", "outcome", "Prefetched entries by what became of them."),
    WARMED("foreshard_warmed_total", "outcome", "Last transactions of returning users by what became of them."),
    MODEL_AGE(
            "foreshard_model_age_seconds", null, "Time since the serving model was trained, by the configured clock."),
    MODEL_VERSION("foreshard_model_version", null, "Models that served, the present one included."),
    MODEL_ACCURACY("foreshard_model_accuracy", null, "Share of hits of the serving model on the newest hold-out."),
    SCRAPE_FAILURES("foreshard_scrape_failures_total", null, "Values that could not be read by a scrape.");

    private final String metricName;
    private final String label;
    private final String description;

    Metric(String metricName, String label, String description) {
        this.metricName = metricName;
        this.label = label;
        this.description = description;
    }

    /** Returns its name in the exposition. */
    public String metricName() {
        return metricName;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    boolean isCounter() {
        return metricName.endsWith("_total");
    }

    /** Returns the content of {@code docs/metrics.md}. */
    static String document() {
        return Arrays.stream(values())
                .map(metric -> "| `" + metric.metricName + "` | " + (metric.isCounter() ? "counter" : "gauge") + " | "
                        + (metric.label == null ? "" : "`" + metric.label + "`") + " | " + metric.description + " |")
                .collect(Collectors.joining(
                        "\n",
                        """
                        # Metrics

                        What a node answers under `/metrics` when `metrics.port` is set, in the text format of Prometheus.
                        A node leaves out what it does not have, such as the tier of a node without a store. This page is
                        generated from the declarations in `Metric.java`; a test fails when it differs.

                        | metric | type | label | what it says |
                        |---|---|---|---|
                        """,
                        "\n"));
    }
}
