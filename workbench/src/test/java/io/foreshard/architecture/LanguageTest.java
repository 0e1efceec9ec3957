package io.foreshard.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The language rule of CONTRIBUTING.md, as far as a list of phrases can check it, on sources and documents. */
class LanguageTest {
    private static final Path ROOT = Path.of(System.getProperty("foreshard.root"));
    private static final Set<String> SKIPPED_DIRECTORIES = Set.of("target", ".git", ".idea", "node_modules");
    /** Files that list the phrases. */
    private static final Set<String> SKIPPED_FILES = Set.of("LanguageTest.java", "CONTRIBUTING.md");

    /** Words that hide the subject, and private words for offload, recall, cold and local. */
    private static final Pattern PHRASES = Pattern.compile(
            "\\b(nobody|whoever|anybody|somebody|meanwhile|so many|of the past|belongs? to the past|for ever"
                    + "|(?:come|comes|came|coming|bring|brings|brought) back"
                    + "|(?:leave|leaves|left|leaving) (?:for the (?:object )?store|by itself|by themselves|on command)"
                    + "|lets? (?:cold )?(?:pages|partitions) leave|is told off|the way of)\\b",
            Pattern.CASE_INSENSITIVE);

    @Test
    void sourcesAndDocuments_all_containNoListedPhrase() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.filter(LanguageTest::isChecked).forEach(file -> found.addAll(phrases(file)));
        }
        assertThat(found).as("phrases CONTRIBUTING.md asks to avoid").isEmpty();
    }

    @Test
    void phrases_ofASentence_areFound() {
        assertThat(phrases("Nobody is told when pages come\n     * back.", "a")).hasSize(2);
        assertThat(phrases("Offloads the pages and punches holes.", "a")).isEmpty();
    }

    private static boolean isChecked(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (SKIPPED_DIRECTORIES.contains(part.toString())) {
                return false;
            }
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean text =
                name.endsWith(".java") || name.endsWith(".md") || name.endsWith(".xml") || name.endsWith(".yaml");
        return text && !SKIPPED_FILES.contains(file.getFileName().toString()) && Files.isRegularFile(file);
    }

    private static List<String> phrases(Path file) {
        try {
            return phrases(Files.readString(file), ROOT.relativize(file).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> phrases(String text, String name) {
        List<String> found = new ArrayList<>();
        // A phrase may be broken over two lines of a comment.
        Matcher phrase = PHRASES.matcher(text.replaceAll("\\s*\\n\\s*(?:\\*|//|#)? ?", " "));
        while (phrase.find()) {
            found.add(name + ": '" + phrase.group() + "'");
        }
        return found;
    }
}
