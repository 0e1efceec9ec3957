package io.foreshard.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules on source files that no compiler checks: their length and forbidden constructs. */
class SourceFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final int MAX_LINES = 500;
    private static final int USUAL_LINES = 260;

    private static List<Source> sources;

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            sources = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(SourceFilesTest::below)
                    .toList();
        }
        assertThat(sources).hasSizeGreaterThan(20);
    }

    @Test
    void sources_all_haveAtMost500Lines() {
        assertThat(those(source -> source.lines() > MAX_LINES))
                .as("files of more than %d lines", MAX_LINES)
                .isEmpty();
    }

    @Test
    void sources_nineOfTen_haveAtMost260Lines() {
        assertThat(those(source -> source.lines() > USUAL_LINES))
                .as("files of more than %d lines", USUAL_LINES)
                .hasSizeLessThanOrEqualTo(sources.size() / 10);
    }

    @Test
    void sources_all_haveNoOpenTaskMarks() {
        assertThat(those(source -> source.has("\\bTO" + "DO\\b|\\bFIX" + "ME\\b")))
                .isEmpty();
    }

    @Test
    void sources_all_catchNoThrowable() {
        assertThat(those(source -> source.has("catch \\((final )?Throw" + "able\\b")))
                .isEmpty();
    }

    @Test
    void tests_all_neverSleep() {
        assertThat(those(source -> source.name().contains("/test/")
                        && source.has("\\bThread\\.sl" + "eep\\(|TimeUnit\\.\\w+\\.sl" + "eep\\(")))
                .as("await a condition instead")
                .isEmpty();
    }

    private static List<String> those(Predicate<Source> condition) {
        return sources.stream().filter(condition).map(Source::name).toList();
    }

    private static Stream<Source> below(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).map(Source::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of Java, by its name below the root of the project. */
    private record Source(String name, String text) {
        static Source read(Path file) {
            try {
                return new Source(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long lines() {
            return text.lines().count();
        }

        boolean has(String expression) {
            return Pattern.compile(expression).matcher(text).find();
        }
    }
}
