package io.foreshard.plugin.node;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the known names a misspelt name may stand for, by edit distance, and words them as a question. */
final class NearNames {
    private static final int MAX_EDITS = 2;
    private static final int MAX_SUGGESTIONS = 3;

    private NearNames() {}

    /** Returns the known names within two edits, and one edit for each three letters; the nearest first. */
    static List<String> of(String name, Collection<String> known) {
        int allowed = Math.min(MAX_EDITS, name.length() / 3);
        Map<String, Integer> distances = known.stream()
                .distinct()
                .collect(Collectors.toMap(candidate -> candidate, candidate -> distance(name, candidate)));
        return distances.entrySet().stream()
                .filter(entry -> entry.getValue() <= allowed)
                .sorted(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_SUGGESTIONS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the known name that shares the longest beginning with the given one: finds an abbreviated class name. */
    static String withLongestCommonPrefix(String name, Collection<String> known) {
        return known.stream()
                .max(Comparator.<String>comparingInt(candidate -> commonPrefix(name, candidate))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** Returns "Did you mean a, b or c?". */
    static String question(List<String> names) {
        int last = names.size() - 1;
        return "Did you mean "
                + (last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last))
                + "?";
    }

    private static int commonPrefix(String first, String second) {
        int length = 0;
        while (length < Math.min(first.length(), second.length()) && first.charAt(length) == second.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Damerau's distance: letters inserted, deleted, replaced, or swapped with their neighbour. The case of letters does not count. */
    private static int distance(String first, String second) {
        String from = first.toLowerCase(Locale.ROOT);
        String to = second.toLowerCase(Locale.ROOT);
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                if (row == 0 || column == 0) {
                    edits[row][column] = row + column;
                    continue;
                }
                int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
                edits[row][column] = Math.min(
                        edits[row - 1][column - 1] + replaced,
                        Math.min(edits[row - 1][column], edits[row][column - 1]) + 1);
                if (row > 1
                        && column > 1
                        && from.charAt(row - 1) == to.charAt(column - 2)
                        && from.charAt(row - 2) == to.charAt(column - 1)) {
                    edits[row][column] = Math.min(edits[row][column], edits[row - 2][column - 2] + 1);
                }
            }
        }
        return edits[from.length()][to.length()];
    }
}
