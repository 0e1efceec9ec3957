package io.foreshard.predict;

import io.foreshard.ingest.UserAction;
import io.foreshard.profile.WindowedAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounded streaming counts of the objects that follow one another: direct successors (Markov), objects of the same session with decay, and
 * the user's own recent objects. Thread-safe.
 */
public final class Candidates {
    private static final int MAX_SUCCESSORS = 16;
    private static final int TOGETHER = 5;
    private static final double DECAY = 0.98;
    private static final double TOGETHER_TRUST = 0.4;
    private static final double RECENT_TRUST = 0.15;

    private static final Comparator<Candidate> BY_PROBABILITY =
            Comparator.comparingDouble(Candidate::probability).reversed().thenComparingLong(Candidate::objectId);

    private final Map<Seen, Map<Seen, Double>> after;
    private final Map<Seen, Map<Seen, Double>> together;

    /**
     * An object that may be read next. Immutable and thread-safe.
     *
     * @param interest interest of the object in the actions on it
     * @param probability score from 0 to 1
     */
    public record Candidate(long objectId, long interest, double probability) {}

    /** An object as its actions name it. */
    private record Seen(long objectId, long interest) {
        static Seen of(WindowedAction action) {
            return new Seen(action.objectId(), action.interest());
        }
    }

    /**
     * Creates empty counts.
     *
     * @param maxObjects objects that have counts; the least recently counted one is evicted first
     */
    public Candidates(int maxObjects) {
        after = bounded(maxObjects);
        together = bounded(maxObjects);
    }

    /** Counts the last of a user's actions, given oldest first. */
    public synchronized void observe(List<WindowedAction> actions) {
        if (actions.isEmpty() || !hasObject(actions.get(actions.size() - 1))) {
            return;
        }
        Seen object = Seen.of(actions.get(actions.size() - 1));
        boolean direct = true;
        for (int i = actions.size() - 2, rank = 0; i >= 0 && rank < TOGETHER; i--, rank++) {
            WindowedAction action = actions.get(i);
            if (!hasObject(action) || action.objectId() == object.objectId()) {
                continue;
            }
            if (direct) {
                count(after, Seen.of(action), object);
                direct = false;
            }
            count(together, Seen.of(action), object);
        }
    }

    /**
     * Returns the objects that may be read next, the most probable first; never the object of the last action, which was just read.
     *
     * @param actions a user's actions, oldest first
     * @param maxCandidates maximum number of candidates
     */
    public synchronized List<Candidate> next(List<WindowedAction> actions, int maxCandidates) {
        Map<Seen, Double> misses = new HashMap<>();
        Seen last = null;
        for (int i = actions.size() - 1, rank = 0; i >= 0 && rank < TOGETHER; i--) {
            if (!hasObject(actions.get(i))) {
                continue;
            }
            Seen object = Seen.of(actions.get(i));
            if (last == null) {
                last = object;
                add(misses, after.get(object), 1);
            }
            add(misses, together.get(object), TOGETHER_TRUST / (1 + rank));
            rank++;
            misses.merge(object, 1 - RECENT_TRUST / rank, (a, b) -> a * b);
        }
        misses.remove(last);
        List<Candidate> candidates = new ArrayList<>();
        misses.forEach((object, miss) -> candidates.add(new Candidate(object.objectId(), object.interest(), 1 - miss)));
        candidates.sort(BY_PROBABILITY);
        return List.copyOf(candidates.subList(0, Math.min(maxCandidates, candidates.size())));
    }

    private static boolean hasObject(WindowedAction action) {
        return action.objectId() != UserAction.NO_OBJECT;
    }

    private static void add(Map<Seen, Double> misses, Map<Seen, Double> counts, double trust) {
        if (counts == null) {
            return;
        }
        // One is added to the sum, so that a single observation does not give probability 1.
        double sum =
                1 + counts.values().stream().mapToDouble(Double::doubleValue).sum();
        counts.forEach((object, count) -> misses.merge(object, 1 - trust * count / sum, (a, b) -> a * b));
    }

    private static void count(Map<Seen, Map<Seen, Double>> counts, Seen before, Seen object) {
        Map<Seen, Double> successors = counts.computeIfAbsent(before, key -> new HashMap<>());
        successors.replaceAll((key, value) -> value * DECAY);
        if (!successors.containsKey(object) && successors.size() >= MAX_SUCCESSORS) {
            successors
                    .entrySet()
                    .remove(successors.entrySet().stream()
                            .min(Map.Entry.comparingByValue())
                            .orElseThrow());
        }
        successors.merge(object, 1.0, Double::sum);
    }

    private static Map<Seen, Map<Seen, Double>> bounded(int maxObjects) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Seen, Map<Seen, Double>> eldest) {
                return size() > maxObjects;
            }
        };
    }
}
