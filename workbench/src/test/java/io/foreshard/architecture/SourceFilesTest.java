package io.foreshard.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler says about the sources: how long they are and what they must not hold. */
class SourceFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final int MOST_LINES = 500;
    private static final int USUAL_LINES = 260;

    @Test
    void noFileIsLongAndNineOfTenAreShort() {
        List<Path> files = sources();

        assertThat(files).hasSizeGreaterThan(20);
        assertThat(files).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
        assertThat(files.stream()
                        .filter(file -> lines(file).size() <= USUAL_LINES)
                        .count())
                .isGreaterThanOrEqualTo(files.size() * 9 / 10);
    }

    @Test
    void nothingIsLeftToDo() {
        String mark = "TO" + "DO";

        assertThat(sources()).allSatisfy(file -> assertThat(lines(file)).noneMatch(line -> line.contains(mark)));
    }

    private static List<Path> sources() {
        try (Stream<Path> paths = Files.find(
                ROOT,
                20,
                (path, attributes) ->
                        path.toString().endsWith(".java") && path.toString().contains("/src/"))) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
