package io.foreshard.plugin.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads {@code docker/}: every file, class and setting that it names must exist. */
class ContainerFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    /** Where the build gathers the jars of a server; exists after the package phase only. */
    private static final String JARS = "ignite-plugin/target/server";

    private static final String IMAGE_CONFIG = "/opt/foreshard/config/";

    private static String dockerfile;
    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        dockerfile = Files.readString(ROOT.resolve("docker/Dockerfile"));
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(ROOT.resolve("docker/compose.yaml")));
        compose = new ObjectMapper().valueToTree(yaml);
    }

    @Test
    void copy_eachSource_exists() throws IOException {
        List<String> sources = found("(?m)^COPY (\\S+) ");

        assertThat(sources).contains(JARS + "/", "config/");
        assertThat(sources)
                .filteredOn(source -> !source.startsWith(JARS))
                .allSatisfy(source -> assertThat(ROOT.resolve(source)).exists());
        assertThat(Files.readString(ROOT.resolve("ignite-plugin/pom.xml")))
                .contains("<outputDirectory>${project.build.directory}/server</outputDirectory>");
    }

    @Test
    void copy_eachSource_isInTheBuildContext() throws IOException {
        List<String> kept;
        try (Stream<String> lines = Files.lines(ROOT.resolve(".dockerignore"))) {
            kept = lines.filter(line -> line.startsWith("!"))
                    .map(line -> line.substring(1))
                    .toList();
        }

        assertThat(found("(?m)^COPY (\\S+) "))
                .allSatisfy(source -> assertThat(kept).anyMatch(source::startsWith));
    }

    @Test
    void entryPoint_flagsAndConfiguration_areTheProjects() {
        List<String> names = found("\"@?" + IMAGE_CONFIG + "([^\"]+)\"");

        assertThat(names).containsExactlyInAnyOrder("jvm.options", "foreshard-server.xml");
        assertThat(names).allSatisfy(name -> assertThat(ROOT.resolve("config").resolve(name))
                .exists());
        assertThat(dockerfile).contains("ENTRYPOINT [\"java\", \"@" + IMAGE_CONFIG + "jvm.options\"");
    }

    /** Tests, launcher and container read one file: a second list would soon differ. */
    @Test
    void jvmFlags_ofAllStarts_comeFromOneFile() throws IOException {
        try (Stream<Path> files = Files.find(ROOT, 3, (file, attributes) -> file.toString()
                .matches(".*/(pom\\.xml|foreshard|docker/[^/]+|\\.ci/[^/]+)"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("--add-opens"));
        }
        assertThat(ROOT.resolve("pom.xml")).content().contains("config/jvm.options");
        assertThat(ROOT.resolve("config/jvm.options")).content().contains("--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    @Test
    void entryPoint_eachClass_exists() throws ClassNotFoundException {
        List<String> classes = new ArrayList<>(found("CMD \\[\"((?:org|io)\\.[^\"]+)\""));
        classes.add(compose.at("/services/activate/command/0").asText());

        assertThat(classes).hasSize(2);
        for (String name : classes) {
            assertThat(Class.forName(name, false, getClass().getClassLoader())).hasPublicMethods("main");
        }
    }

    @Test
    void user_ofTheImage_isNotRoot() {
        assertThat(found("(?m)^USER (\\S+)$")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
    }

    @Test
    void healthCheck_ofTheImage_isTheProjectsScript() {
        assertThat(found("(?m)^HEALTHCHECK .*CMD \\[\"bash\", \"/opt/foreshard/([^\"]+)\"\\]$"))
                .containsExactly("healthcheck.sh");
        assertThat(dockerfile).contains("COPY docker/healthcheck.sh /opt/foreshard/healthcheck.sh");
    }

    @Test
    void compose_twoNodes_shareStoreAndConfiguration() {
        for (String node : List.of("node-1", "node-2")) {
            JsonNode service = compose.at("/services/" + node);
            List<String> volumes = new ArrayList<>();
            service.path("volumes").forEach(volume -> volumes.add(volume.asText()));

            assertThat(service.at("/build/dockerfile").asText()).isEqualTo("docker/Dockerfile");
            assertThat(service.at("/environment/FORESHARD_NODE").asText()).isEqualTo(node);
            assertThat(volumes).contains("../config:/opt/foreshard/config:ro", "store:/var/lib/foreshard/store");
            assertThat(volumes).allSatisfy(volume -> {
                String source = volume.substring(0, volume.indexOf(':'));
                assertThat(
                                source.startsWith(".")
                                        ? Files.isDirectory(
                                                ROOT.resolve("docker").resolve(source))
                                        : compose.path("volumes").has(source))
                        .as(source)
                        .isTrue();
            });
        }
    }

    @Test
    void compose_eachVariable_isInTheConfigurationFile() throws IOException {
        String xml = Files.readString(ROOT.resolve("config/foreshard-server.xml"));
        List<String> known = Pattern.compile("\\$\\{(foreshard\\.\\w+)")
                .matcher(xml)
                .results()
                .map(match -> match.group(1).replace('.', '_').toUpperCase(java.util.Locale.ROOT))
                .toList();
        List<String> used = new ArrayList<>(found("(?m)^ENV (\\w+)="));
        compose.at("/services/node-2/environment").fieldNames().forEachRemaining(used::add);

        assertThat(used).isNotEmpty().isSubsetOf(known);
    }

    private static List<String> found(String expression) {
        Matcher matcher = Pattern.compile(expression).matcher(dockerfile);
        return matcher.results().map(match -> match.group(1)).toList();
    }
}
