package io.foreshard.workbench.evaluate;

import io.foreshard.workbench.evaluate.NextItemRanker.Ranked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A prefetcher that is simulated with the probabilities of a ranker: after each action it fetches the candidates whose probability is at least a threshold, into a cache of the session. Not
 * thread-safe.
 */
final class PrefetchGate {
    private final double threshold;
    private final Map<SessionProgress, Set<Long>> caches = new IdentityHashMap<>();
    private int actions;
    private int fetched;
    private int used;
    private int novel;
    private int covered;

    PrefetchGate(double threshold) {
        this.threshold = threshold;
    }

    static List<PrefetchGate> of(double... thresholds) {
        List<PrefetchGate> gates = new ArrayList<>();
        for (double threshold : thresholds) {
            gates.add(new PrefetchGate(threshold));
        }
        return gates;
    }

    /**
     * Takes an action of a session.
     *
     * @param candidates first candidates that were not used in the session
     */
    void add(SessionProgress session, List<Ranked> candidates) {
        actions++;
        Set<Long> cache = caches.computeIfAbsent(session, unused -> new HashSet<>());
        for (Ranked candidate : candidates) {
            if (candidate.probability() >= threshold && cache.add(candidate.id())) {
                fetched++;
                used += session.isUsedLater(candidate.id()) ? 1 : 0;
            }
        }
        if (Hits.Target.NOVEL.contains(session)) {
            novel++;
            covered += cache.contains(session.next()) ? 1 : 0;
        }
        if (session.isOver()) {
            caches.remove(session);
        }
    }

    double threshold() {
        return threshold;
    }

    /** Returns the number of fetched items over that of actions. */
    double fetchedPerAction() {
        return (double) fetched / Math.max(1, actions);
    }

    /** Returns the share of the fetched items that were used later in the session. */
    double precision() {
        return (double) used / Math.max(1, fetched);
    }

    /** Returns the share of the items, new in their session and not its first one, that had been fetched. */
    double coverage() {
        return (double) covered / Math.max(1, novel);
    }
}
