package io.foreshard.plugin.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.TestPorts;
import io.foreshard.testing.s3.S3ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the configuration of the server in a JVM with the class path of the server and no other, and reads its console. */
class ShippedServerTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final Path FILE = ROOT.resolve("config/foreshard-server.xml");
    private static final String START_LINE = "Foreshard development: server, 64 partitions, epoch P30D, backups 1";

    @TempDir
    private Path directory;

    private Process start(Map<String, String> settings) throws IOException {
        return start(FILE, settings);
    }

    private Process start(Path file, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("config/jvm.options"),
                "-Xmx512m",
                "-Xms512m",
                "-Djava.net.preferIPv4Stack=true",
                "-Dforeshard.host=127.0.0.1",
                "-Dforeshard.discoveryPort=" + TestPorts.port(1),
                "-Dforeshard.addresses=127.0.0.1:" + TestPorts.port(1),
                "-Dforeshard.communicationPort=" + TestPorts.port(30),
                "-Dforeshard.clientPort=" + TestPorts.port(60),
                "-Dforeshard.partitions=64",
                "-Dforeshard.regionMegabytes=64",
                "-Dforeshard.work=" + directory.resolve("work")));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", classPath(), "io.foreshard.plugin.node.ForeshardServer", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console().toFile());
        builder.environment().remove("IGNITE_WORK_DIR");
        builder.environment().putAll(Map.of("AWS_ACCESS_KEY_ID", "some-key", "AWS_SECRET_ACCESS_KEY", "some-secret"));
        return builder.start();
    }

    /** Returns the classes of the plugin and its dependencies at run time, as they are copied into the directory of jars. */
    private static String classPath() throws IOException {
        Path target = ROOT.resolve("ignite-plugin/target");
        return target.resolve("classes") + File.pathSeparator + Files.readString(target.resolve("server.classpath"));
    }

    private Path console() {
        return directory.resolve("console.txt");
    }

    private List<String> lines() throws IOException {
        return Files.exists(console()) ? Files.readAllLines(console()) : List.of();
    }

    @Test
    void start_deadEndpoint_printsTheStartLineAndOneWarning() throws Exception {
        Process server = start(Map.of(
                "foreshard.store", "s3://some-bucket/prefix",
                "foreshard.s3Endpoint", "http://127.0.0.1:" + TestPorts.port(99),
                "foreshard.coldAfter", "P60D"));
        try {
            await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(lines())
                    .anyMatch(line -> line.contains("[WARN ][EventLog] The object store s3://some-bucket/prefix")));

            assertThat(lines())
                    .filteredOn(line -> line.contains("Foreshard development"))
                    .singleElement()
                    .asString()
                    .contains("[INFO ][EventLog] " + START_LINE)
                    .contains("object store s3://some-bucket/prefix, offload after P60D without access, metrics off.");
            assertThat(lines()).filteredOn(line -> line.contains("[EventLog]")).hasSize(2);
            assertThat(lines())
                    .as("complaints about the class path, secrets")
                    .noneMatch(line -> line.contains("commons-logging")
                            || line.contains("SLF4J")
                            || line.contains("logging config")
                            || line.contains("some-secret"));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void start_wrongCredentials_printsOneWarningWithoutSecrets() throws Exception {
        try (S3ServerProcess store = S3ServerProcess.start()) {
            Process server =
                    start(Map.of("foreshard.store", store.uri("prefix"), "foreshard.s3Endpoint", store.endpoint()));
            try {
                await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(lines())
                        .anyMatch(line -> line.contains("[WARN ][EventLog] The object store " + store.uri("prefix"))
                                && line.contains("check the credentials and their rights")));

                assertThat(lines())
                        .filteredOn(line -> line.contains("[WARN ][EventLog]"))
                        .hasSize(1);
                assertThat(lines()).noneMatch(line -> line.contains("some-secret"));
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void start_wrongValues_endsWithOneSentence() throws Exception {
        Process server = start(Map.of("foreshard.recordBytes", "much", "foreshard.coldAfter", "60 days"));

        assertThat(server.waitFor()).isEqualTo(1);
        assertThat(lines().get(lines().size() - 1))
                .isEqualTo(
                        "The server did not start: Correct the ForeshardConfiguration of this node: recordBytes must be from 256 to "
                                + "1048576 bytes, but is \"much\"; tier.coldAfter must be a duration above zero, with tier.storeUri, but is "
                                + "\"60 days\".");
        assertThat(lines()).as("one short stack trace, once").hasSizeLessThan(25);
    }

    @Test
    void start_misspeltKey_printsOneSentence() throws Exception {
        Path file = directory.resolve("server.xml");
        Files.writeString(file, Files.readString(FILE).replace("name=\"coldAfter\"", "name=\"coldAftr\""));

        assertThat(start(file, Map.of()).waitFor()).isEqualTo(1);
        assertThat(lines())
                .containsExactly(file + ": TierConfiguration has no property coldAftr. Did you mean coldAfter?");
    }

    @Test
    void start_misspeltJvmProperty_printsOneSentence() throws Exception {
        assertThat(start(Map.of("foreshard.coldAftr", "P60D")).waitFor()).isEqualTo(1);
        assertThat(lines())
                .containsExactly(FILE + ": no placeholder reads foreshard.coldAftr. Did you mean foreshard.coldAfter?");
    }

    @Test
    void stop_sigterm_exitsWithoutErrors() throws Exception {
        Process server = start(Map.of());
        try {
            awaitStarted();

            server.destroy();

            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(server.exitValue()).isEqualTo(128 + 15);
            assertThat(lines()).noneMatch(line -> line.contains("ERROR"));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private void awaitStarted() {
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(lines()).anyMatch(line -> line.contains("Foreshard development")));
    }
}
