package io.foreshard.plugin.internal.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The rows in which copies of a partition differ although nothing changes them. Copies that are written to differ at each moment, because a backup is behind; so
 * a row is a difference only as long as each copy has the same of it, at each comparison, and not all have the same. Not thread-safe.
 */
final class RowDifferences {
    /** Hash of each copy's row, null if it has none, by the hash of the key; null before the first comparison. */
    private Map<Long, List<Long>> suspects;

    /**
     * Compares the copies once more.
     *
     * @param copies key and row of each row, one after the other, for each copy; in the same order at each call
     */
    void compare(List<long[]> copies) {
        List<Map<Long, Long>> rows = copies.stream().map(RowDifferences::map).toList();
        Set<Long> keys = new HashSet<>();
        if (suspects == null) {
            rows.forEach(copy -> keys.addAll(copy.keySet()));
        } else {
            keys.addAll(suspects.keySet());
        }
        Map<Long, List<Long>> differing = new HashMap<>();
        for (Long key : keys) {
            List<Long> now = rows.stream().map(copy -> copy.get(key)).toList();
            boolean same = now.stream().allMatch(row -> Objects.equals(row, now.get(0)));
            if (!same && (suspects == null || now.equals(suspects.get(key)))) {
                differing.put(key, now);
            }
        }
        suspects = differing;
    }

    private static Map<Long, Long> map(long[] pairs) {
        Map<Long, Long> rows = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            rows.put(pairs[i], pairs[i + 1]);
        }
        return rows;
    }

    /** Returns the number of rows that differed in the same way at each comparison. */
    int size() {
        return suspects.size();
    }
}
