package io.foreshard.workbench.evaluate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items used most of late: counts that halve in three days, ranked anew after each 500 actions. Not thread-safe. */
final class Popularity {
    private static final double HALF_LIFE_MILLIS = 3 * 86_400_000.0;
    private static final int MAX_RANKED = 200;
    private static final int ACTIONS_BETWEEN_RANKINGS = 500;

    private final Map<Long, Double> counts = new HashMap<>();
    private long startMillis = Long.MIN_VALUE;
    private List<Long> ranking = List.of();
    private int notRanked;

    /** Returns the weight of an action at a time: later ones weigh more, which is the same as to let the earlier ones decay, up to eight years after the first one. */
    double weight(long timeMillis) {
        if (startMillis == Long.MIN_VALUE) {
            startMillis = timeMillis;
        }
        return Math.exp(Math.log(2) * (timeMillis - startMillis) / HALF_LIFE_MILLIS);
    }

    void add(long item, long timeMillis) {
        counts.merge(item, weight(timeMillis), Double::sum);
        notRanked++;
    }

    boolean contains(long item) {
        return counts.containsKey(item);
    }

    /** Returns at most 200 items, most popular first. */
    List<Long> ranking() {
        if (notRanked >= ACTIONS_BETWEEN_RANKINGS || ranking.isEmpty()) {
            ranking = counts.entrySet().stream()
                    .sorted(Map.Entry.<Long, Double>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MAX_RANKED)
                    .map(Map.Entry::getKey)
                    .toList();
            notRanked = 0;
        }
        return ranking;
    }
}
