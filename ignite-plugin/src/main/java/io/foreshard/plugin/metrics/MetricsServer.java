package io.foreshard.plugin.metrics;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The HTTP server from which Prometheus scrapes a node: answers {@code /metrics}, and 404 for other paths. A scrape reads all values; a value that cannot
 * be read is omitted and counted.
 *
 * <p>Thread-safe.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int BACKLOG = 3;
    private static final int NO_BODY = -1;

    private final Map<Metric, List<Supplier<Map<List<String>, Number>>>> sources = new EnumMap<>(Metric.class);
    private final Map<Metric, Durations> histograms = new ConcurrentHashMap<>();
    private final LongAdder failures = new LongAdder();
    private HTTPServer server;

    public MetricsServer() {
        for (Metric metric : Metric.values()) {
            sources.put(metric, new CopyOnWriteArrayList<>());
        }
        supply(Metric.SCRAPE_FAILURES, failures::sum);
    }

    /**
     * Adds the value of a metric without labels.
     *
     * @param value called by each scrape; null omits the metric
     */
    public MetricsServer supply(Metric metric, Supplier<? extends Number> value) {
        return supply(metric, List.of(), value);
    }

    /** Adds a value of a metric with one label. */
    public MetricsServer supply(Metric metric, String labelValue, Supplier<? extends Number> value) {
        return supply(metric, List.of(labelValue), value);
    }

    private MetricsServer supply(Metric metric, List<String> labelValues, Supplier<? extends Number> value) {
        if (metric.labels().size() != labelValues.size()) {
            throw new IllegalArgumentException("Metric " + metric.metricName() + " has the labels " + metric.labels()
                    + ", not " + labelValues + ".");
        }
        return supplyAll(metric, () -> {
            Number number = value.get();
            return number == null ? Map.of() : Map.of(labelValues, number);
        });
    }

    /**
     * Adds all values of a metric.
     *
     * @param values values by the values of the metric's labels; called by each scrape
     */
    public MetricsServer supplyAll(Metric metric, Supplier<Map<List<String>, Number>> values) {
        sources.get(metric).add(values);
        return this;
    }

    /** Adds a histogram. */
    public MetricsServer supply(Durations durations) {
        histograms.put(durations.metric(), durations);
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
        HttpServer http = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        server = new HTTPServer.Builder()
                .withHttpServer(http)
                .withRegistry(registry)
                .withDaemonThreads(true)
                .build();
        HttpHandler metrics = new HTTPServer.HTTPMetricHandler(registry);
        for (String path : List.of("/", "/metrics", "/-/healthy")) {
            http.removeContext(path); // a context answers all paths that begin with its own
        }
        http.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/metrics")) {
                metrics.handle(exchange);
            } else {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, NO_BODY);
                exchange.close();
            }
        });
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

    /** The collector that reads all values. */
    private final class Suppliers extends Collector {
        @Override
        public List<MetricFamilySamples> collect() {
            List<MetricFamilySamples> families = new ArrayList<>();
            for (Metric metric : Metric.values()) {
                List<MetricFamilySamples.Sample> samples = samples(metric);
                if (!samples.isEmpty()) {
                    families.add(new MetricFamilySamples(
                            metric.metricName(),
                            Type.valueOf(metric.type().toUpperCase(Locale.ROOT)),
                            metric.description(),
                            samples));
                }
            }
            return families;
        }

        private List<MetricFamilySamples.Sample> samples(Metric metric) {
            if (metric.isHistogram()) {
                return histograms.containsKey(metric) ? histograms.get(metric).samples() : List.of();
            }
            List<MetricFamilySamples.Sample> samples = new ArrayList<>();
            for (Supplier<Map<List<String>, Number>> source : sources.get(metric)) {
                read(source)
                        .forEach((labelValues, value) -> samples.add(new MetricFamilySamples.Sample(
                                metric.metricName(), metric.labels(), labelValues, value.doubleValue())));
            }
            return samples;
        }

        private Map<List<String>, Number> read(Supplier<Map<List<String>, Number>> source) {
            try {
                return source.get();
            } catch (RuntimeException e) {
                failures.increment(); // the scrape continues with the other values
                return Map.of();
            }
        }
    }
}
