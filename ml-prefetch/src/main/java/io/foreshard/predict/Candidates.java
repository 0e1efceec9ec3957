package io.foreshard.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounded streaming counts of which object follows which: successors (Markov), visited together (with decay), and the user's own
 * recent objects. Thread-safe.
 */
public final class Candidates {
    private static final int SUCCESSORS = 16;
    private static final int TOGETHER = 5;
    private static final double DECAY = 0.98;
    private static final double TOGETHER_TRUST = 0.4;
    private static final double RECENT_TRUST = 0.15;

    private final Map<Long, Map<Long, Double>> after;
    private final Map<Long, Map<Long, Double>> together;

    /** An object and how likely it is read next. */
    public record Candidate(long objectId, double probability) {}

    /** Creates counts for at most so many objects; the one seen longest ago is forgotten first. */
    public Candidates(int maxObjects) {
        after = bounded(maxObjects);
        together = bounded(maxObjects);
    }

    /** Counts the last step of a session. */
    public synchronized void observe(List<Step> steps) {
        long object = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).objectId();
        if (object == 0) {
            return;
        }
        boolean direct = true;
        for (int i = steps.size() - 2, seen = 0; i >= 0 && seen < TOGETHER; i--, seen++) {
            long before = steps.get(i).objectId();
            if (before == 0 || before == object) {
                continue;
            }
            if (direct) {
                count(after, before, object);
                direct = false;
            }
            count(together, before, object);
        }
    }

    /** Returns at most so many objects after these steps, the most likely first; never the one read last. */
    public synchronized List<Candidate> next(List<Step> steps, int most) {
        Map<Long, Double> misses = new HashMap<>();
        int rank = 0;
        for (int i = steps.size() - 1; i >= 0 && rank < TOGETHER; i--) {
            long object = steps.get(i).objectId();
            if (object == 0) {
                continue;
            }
            if (rank == 0) {
                add(misses, after.get(object), 1);
            }
            add(misses, together.get(object), TOGETHER_TRUST / (1 + rank));
            rank++;
            misses.merge(object, 1 - RECENT_TRUST / rank, (a, b) -> a * b);
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).objectId() != 0) {
                misses.remove(steps.get(i).objectId());
                break;
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        misses.forEach((object, miss) -> candidates.add(new Candidate(object, 1 - miss)));
        candidates.sort(
                Comparator.comparingDouble(Candidate::probability).reversed().thenComparingLong(Candidate::objectId));
        return List.copyOf(candidates.subList(0, Math.min(most, candidates.size())));
    }

    private static void add(Map<Long, Double> misses, Map<Long, Double> counts, double trust) {
        if (counts == null) {
            return;
        }
        // One more than was counted, so that a single observation is not a certainty.
        double sum =
                1 + counts.values().stream().mapToDouble(Double::doubleValue).sum();
        counts.forEach((object, count) -> misses.merge(object, 1 - trust * count / sum, (a, b) -> a * b));
    }

    private static void count(Map<Long, Map<Long, Double>> counts, long before, long object) {
        Map<Long, Double> successors = counts.computeIfAbsent(before, key -> new HashMap<>());
        successors.replaceAll((key, value) -> value * DECAY);
        if (!successors.containsKey(object) && successors.size() >= SUCCESSORS) {
            successors
                    .entrySet()
                    .remove(successors.entrySet().stream()
                            .min(Map.Entry.comparingByValue())
                            .orElseThrow());
        }
        successors.merge(object, 1.0, Double::sum);
    }

    private static Map<Long, Map<Long, Double>> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Map<Long, Double>> eldest) {
                return size() > most;
            }
        };
    }
}
