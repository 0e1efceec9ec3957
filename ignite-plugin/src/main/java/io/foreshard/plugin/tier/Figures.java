package io.foreshard.plugin.tier;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The growing figures of an operation on one server, by cache group. Thread-safe. */
final class Figures {
    private final Map<String, Map<TierFigure, Long>> byGroup = new LinkedHashMap<>();

    synchronized Figures add(String group, TierFigure figure, long value) {
        byGroup.computeIfAbsent(group, unused -> new EnumMap<>(TierFigure.class))
                .merge(figure, value, Long::sum);
        return this;
    }

    /** Returns a copy. */
    synchronized Map<String, Map<TierFigure, Long>> byGroup() {
        Map<String, Map<TierFigure, Long>> copy = new LinkedHashMap<>();
        byGroup.forEach((group, figures) -> copy.put(group, new EnumMap<>(figures)));
        return copy;
    }
}
