package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The transition table of pages, and its copies in the documents. */
class PageStateTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "tier.md");
    private static final Path SOURCE = Path.of("src", "main", "java", "io", "foreshard", "tier", "PageState.java");
    private static final String ILLEGAL = "-";

    @Test
    void after_illegalEvent_throwsWithStateAndEvent() {
        assertThatThrownBy(() -> PageState.REMOTE.after(PageEvent.RECALLED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A page that is remote only cannot be RECALLED.");
    }

    @Test
    void document_drawsTheTableOfTheCode() throws IOException {
        List<List<String>> table = rows(Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.replace("|", " ").replace("`", " ")));

        assertThat(table).containsSequence(table());
    }

    @Test
    void document_explainsEachStateWithItsLabel() throws IOException {
        String text = Files.readString(DOCUMENT);

        assertThat(PageState.values())
                .allSatisfy(state -> assertThat(text).contains("`" + state + "` | " + state.label()));
    }

    @Test
    void javadoc_drawsTheTableOfTheCode() throws IOException {
        List<List<String>> table = rows(Files.readAllLines(SOURCE).stream().map(line -> line.replace("*", " ")));

        assertThat(table).containsSequence(table());
    }

    private static List<List<String>> rows(Stream<String> lines) {
        return lines.map(line -> Arrays.stream(line.trim().split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList())
                .toList();
    }

    /** Returns one row for each state: its name, then the state after each event. */
    private static List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        for (PageState state : PageState.values()) {
            List<String> row = new ArrayList<>(List.of(state.name()));
            for (PageEvent event : PageEvent.values()) {
                row.add(after(state, event));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String after(PageState state, PageEvent event) {
        try {
            return state.after(event).name();
        } catch (IllegalStateException e) {
            return ILLEGAL;
        }
    }
}
