package io.foreshard.suites;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A test class of Ignite, and its tests that are not run.
 *
 * @param excluded names of tests; docs/ignite-suites.md has the reasons
 * @param periodMillis time between two offloads beside those after checkpoints; 0: none
 */
record Suite(String className, List<String> excluded, long periodMillis) {
    private static final String LIST = "/suites.txt";

    /** Reads the list: a class in each line, with the period of the offloads behind it, and below it, indented, the tests that are not run. */
    static List<Suite> all() {
        List<Suite> suites = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Suite.class.getResourceAsStream(LIST)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(" ")) {
                    suites.get(suites.size() - 1).excluded().add(line.strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.strip().split(" ");
                    long periodMillis = words.length == 1 ? 0 : Long.parseLong(words[1]);
                    suites.add(new Suite(words[0], new ArrayList<>(), periodMillis));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return suites;
    }

    String simpleName() {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    @Override
    public String toString() {
        return simpleName();
    }
}
