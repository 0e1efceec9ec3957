package io.foreshard.plugin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Path ALERTS = Path.of(System.getProperty("foreshard.root"), "config", "foreshard-alerts.yml");

    private static String scrape(MetricsServer server) throws Exception {
        server.listen("127.0.0.1", 0);
        HttpResponse<String> response = get(server, "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static MetricsServer all() {
        MetricsServer server = new MetricsServer();
        for (Metric metric : Metric.values()) {
            if (metric.isHistogram()) {
                Durations durations = new Durations(metric, List.of());
                durations.observe("get", Duration.ofMillis(20));
                server.supply(durations);
            } else if (metric != Metric.SCRAPE_FAILURES) {
                server.supplyAll(metric, () -> Map.of(metric.labels(), 42));
            }
        }
        return server;
    }

    @Test
    void scrape_everyMetric_hasTypeAndDescription() throws Exception {
        try (MetricsServer server = all()) {
            List<String> lines = scrape(server).lines().toList();

            for (Metric metric : Metric.values()) {
                String name = metric.metricName();
                assertThat(lines)
                        .contains("# HELP " + name + " " + metric.description())
                        .contains("# TYPE " + name + " " + metric.type());
                if (metric.isHistogram()) {
                    assertThat(lines)
                            .contains(name + "_count{operation=\"get\",} 1.0")
                            .contains(name + "_sum{operation=\"get\",} 0.02")
                            .contains(name + "_bucket{operation=\"get\",le=\"0.01\",} 0.0")
                            .contains(name + "_bucket{operation=\"get\",le=\"0.025\",} 1.0");
                    continue;
                }
                String labels = metric.labels().isEmpty()
                        ? ""
                        : metric.labels().stream()
                                .map(label -> label + "=\"" + label + "\",")
                                .collect(Collectors.joining("", "{", "}"));
                assertThat(lines).contains(name + labels + (metric == Metric.SCRAPE_FAILURES ? " 0.0" : " 42.0"));
            }
            assertThat(lines)
                    .allMatch(line -> line.startsWith("# HELP foreshard_")
                            || line.startsWith("# TYPE foreshard_")
                            || line.matches("foreshard_[a-z_]+(\\{([a-z]+=\"[^\"]+\",)+})? [0-9.E+-]+"));
        }
    }

    @Test
    void names_everyMetric_followPrometheus() {
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.metricName()).matches("foreshard_[a-z]+(_[a-z]+)*");
            assertThat(metric.metricName()).doesNotContain("millis").doesNotEndWith("_count");
            assertThat(metric.description()).endsWith(".");
        });
        assertThat(Arrays.stream(Metric.values()).map(Metric::metricName)).doesNotHaveDuplicates();
    }

    @Test
    void scrape_brokenValue_isOmittedAndCounted() throws Exception {
        try (MetricsServer server = new MetricsServer()) {
            server.supply(Metric.SHARDS, () -> {
                        throw new IllegalStateException("broken");
                    })
                    .supply(Metric.TIER_ERRORS, () -> 3)
                    .supply(Metric.MODEL_AGE, () -> null);

            assertThat(scrape(server).lines())
                    .contains("foreshard_tier_errors_total 3.0", "foreshard_scrape_failures_total 1.0")
                    .noneMatch(line -> line.contains("foreshard_shards") || line.contains("model_age"));
        }
    }

    @Test
    void supply_wrongLabels_isRefused() {
        try (MetricsServer server = new MetricsServer()) {
            assertThatIllegalArgumentException().isThrownBy(() -> server.supply(Metric.PREFETCHED, () -> 1));
            assertThatIllegalArgumentException().isThrownBy(() -> server.supply(Metric.SHARDS, "x", () -> 1));
        }
    }

    @Test
    void get_unknownPath_isNotFound() throws Exception {
        try (MetricsServer server = all()) {
            scrape(server);

            assertThat(get(server, "/nonsense").statusCode()).isEqualTo(404);
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
            assertThat(get(server, "/metricsx").statusCode()).isEqualTo(404);
            assertThat(get(server, "/-/healthy").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void scrape_promtool_findsNothing() throws Exception {
        requirePromtool();
        try (MetricsServer server = all()) {
            assertThat(promtool(scrape(server), "check", "metrics")).isEmpty();
        }
    }

    @Test
    void alerts_promtool_acceptsThem() throws Exception {
        requirePromtool();
        assertThat(promtool("", "check", "rules", ALERTS.toString())).contains("SUCCESS");
    }

    @Test
    void alerts_metrics_areDeclared() throws Exception {
        List<String> declared =
                Arrays.stream(Metric.values()).map(Metric::metricName).toList();
        List<String> used = Pattern.compile("foreshard_[a-z_]+")
                .matcher(Files.readString(ALERTS))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(used).hasSizeGreaterThan(5);
        assertThat(declared).containsAll(used);
    }

    private static void requirePromtool() {
        boolean required = Arrays.asList(
                        System.getenv().getOrDefault("FORESHARD_REQUIRED", "").split(","))
                .contains("promtool");
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        Assumptions.assumeTrue(installed || required, "skipped: promtool is not installed");
        assertThat(installed).as("promtool, which FORESHARD_REQUIRED names").isTrue();
    }

    /** Returns the output. */
    private static String promtool(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        promtool.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void document_declarations_areTheSame() throws Exception {
        Path document = Path.of(System.getProperty("foreshard.root"), "docs", "metrics.md");
        if (Boolean.getBoolean("foreshard.write.documents")) {
            Files.writeString(document, Metric.document());
        }
        assertThat(document)
                .as("mvn -pl ignite-plugin -am test -Dforeshard.write.documents=true writes it anew")
                .hasContent(Metric.document());
    }
}
