package io.foreshard.plugin.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.List;

/** The histogram of a metric of durations with one label. Thread-safe; does not block. */
public final class Durations {
    private static final String CREATION_TIME = "_created";

    private final Metric metric;
    private final Histogram histogram;

    /** @param labelValues label values that a scrape contains before their first observation */
    public Durations(Metric metric, List<String> labelValues) {
        this.metric = metric;
        histogram = Histogram.build(metric.metricName(), metric.description())
                .labelNames(metric.labels().toArray(String[]::new))
                .buckets(Metric.buckets())
                .create();
        labelValues.forEach(histogram::labels);
    }

    /** Adds one observation. */
    public void observe(String labelValue, Duration duration) {
        histogram.labels(labelValue).observe(duration.toNanos() / 1e9);
    }

    Metric metric() {
        return metric;
    }

    /** Returns all samples but the times of creation, which the text format would print as additional metrics. */
    List<Collector.MetricFamilySamples.Sample> samples() {
        return histogram.collect().get(0).samples.stream()
                .filter(sample -> !sample.name.endsWith(CREATION_TIME))
                .toList();
    }
}
