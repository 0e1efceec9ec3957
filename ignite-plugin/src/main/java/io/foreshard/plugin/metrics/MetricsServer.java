package io.foreshard.plugin.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The port a node is scraped from. Values are asked for by each scrape; one that cannot be read is left out and counted.
 *
 * <p>Thread-safe.
 */
public final class MetricsServer implements AutoCloseable {
    private final Map<Metric, List<Source>> sources = new EnumMap<>(Metric.class);
    private final LongAdder failures = new LongAdder();
    private HTTPServer server;

    public MetricsServer() {
        for (Metric metric : Metric.values()) {
            sources.put(metric, new CopyOnWriteArrayList<>());
        }
        supply(Metric.SCRAPE_FAILURES, failures::sum);
    }

    /**
     * Adds the value of a metric without a label.
     *
     * @param value asked for by each scrape; null leaves the metric out
     */
    public MetricsServer supply(Metric metric, Supplier<? extends Number> value) {
        return supply(metric, null, value);
    }

    /** Adds a value of a metric with a label. */
    public MetricsServer supply(Metric metric, String labelValue, Supplier<? extends Number> value) {
        if ((metric.label() == null) != (labelValue == null)) {
            throw new IllegalArgumentException("Metric " + metric.metricName()
                    + (metric.label() == null ? " has no label." : " needs a value of label " + metric.label() + "."));
        }
        sources.get(metric).add(new Source(labelValue, value));
        return this;
    }

    /**
     * Opens the port.
     *
     * @throws IOException if it cannot be opened
     */
    public void listen(String host, int port) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new Suppliers());
        server = new HTTPServer.Builder()
                .withInetSocketAddress(new InetSocketAddress(host, port))
                .withRegistry(registry)
                .withDaemonThreads(true)
                .build();
    }

    /** Returns the port that was opened. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private record Source(String labelValue, Supplier<? extends Number> value) {}

    /** What simpleclient asks. */
    private final class Suppliers extends Collector {
        @Override
        public List<MetricFamilySamples> collect() {
            List<MetricFamilySamples> families = new ArrayList<>();
            for (Metric metric : Metric.values()) {
                List<MetricFamilySamples.Sample> samples = samples(metric);
                if (!samples.isEmpty()) {
                    families.add(new MetricFamilySamples(
                            metric.metricName(),
                            metric.isCounter() ? Type.COUNTER : Type.GAUGE,
                            metric.description(),
                            samples));
                }
            }
            return families;
        }

        private List<MetricFamilySamples.Sample> samples(Metric metric) {
            List<MetricFamilySamples.Sample> samples = new ArrayList<>();
            for (Source source : sources.get(metric)) {
                Number value = read(source);
                if (value != null) {
                    samples.add(new MetricFamilySamples.Sample(
                            metric.metricName(),
                            metric.label() == null ? List.of() : List.of(metric.label()),
                            source.labelValue == null ? List.of() : List.of(source.labelValue),
                            value.doubleValue()));
                }
            }
            return samples;
        }

        private Number read(Source source) {
            try {
                return source.value.get();
            } catch (RuntimeException e) {
                failures.increment(); // one broken value must not cost the others
                return null;
            }
        }
    }
}
