package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Known rankers of next items to compare with, and a blend of their ranks. They count in the stream, share the counts, and say no probabilities: all rankers of one call of {@link #of}
 * are given each action before one of them ranks. Not thread-safe.
 */
final class SessionBaselines {
    private static final int MAX_RANKED = 120;
    private static final int MAX_BLENDED = 100;
    private static final double RANK_OFFSET = 3;

    /** The weights a blend can have, for the rankers in the order of {@link #of}. */
    private static final double[][] BLENDS = {
        {.05, 1, 1, 1, .3}, {.05, .5, .5, .5, 1}, {.05, .5, .5, 1.5, .1}, {.05, 1.5, .7, .7, .1}, {.02, .7, .3, .3, 1.5}
    };

    private final SessionCounts counts;
    /** Scores of the items, by ranker. */
    private final Map<String, Function<UUID, Map<Long, Double>>> scorers = new LinkedHashMap<>();

    private UserAction ranked;
    private List<List<Long>> rankings = List.of();

    private SessionBaselines(Level level) {
        counts = new SessionCounts(level);
        scorers.put("popularity", counts::popular);
        scorers.put("Markov 1", counts::followers);
        scorers.put("co-visits", counts::coVisited);
        scorers.put("VMIS-kNN", counts::ofNeighbours);
        scorers.put("recent", counts::recent);
    }

    /** Returns new rankers of a level. */
    static List<NamedRanker> of(Level level) {
        SessionBaselines baselines = new SessionBaselines(level);
        List<NamedRanker> rankers = new ArrayList<>();
        for (String name : baselines.scorers.keySet()) {
            int index = rankers.size();
            rankers.add(new NamedRanker(name, baselines.new View(user -> baselines.rankings.get(index))));
        }
        List<NextItemRanker> blends = new ArrayList<>();
        for (double[] weights : BLENDS) {
            blends.add(baselines.new View(user -> baselines.blend(weights)));
        }
        rankers.add(new NamedRanker("blend", blends));
        return rankers;
    }

    private List<Long> blend(double[] weights) {
        Map<Long, Double> scores = new LinkedHashMap<>();
        for (int i = 0; i < weights.length; i++) {
            List<Long> ranking = rankings.get(i);
            for (int rank = 0; rank < Math.min(MAX_BLENDED, ranking.size()); rank++) {
                scores.merge(ranking.get(rank), weights[i] / (rank + RANK_OFFSET), Double::sum);
            }
        }
        return best(scores);
    }

    /** Returns the items of the greatest scores, those of equal scores in their order. */
    private static List<Long> best(Map<Long, Double> scores) {
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MAX_RANKED)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One of the rankers over the shared counts. */
    private final class View implements NextItemRanker {
        private final Function<UUID, List<Long>> ranking;

        View(Function<UUID, List<Long>> ranking) {
            this.ranking = ranking;
        }

        @Override
        public void observe(UserAction action, boolean beginsSession) {
            counts.observe(action, beginsSession);
        }

        @Override
        public List<Ranked> rank(UserAction last, int max) {
            UUID user = last.userId();
            if (last != ranked) {
                rankings = scorers.values().stream()
                        .map(scorer -> best(scorer.apply(user)))
                        .toList();
                ranked = last;
            }
            return ranking.apply(user).stream()
                    .limit(max)
                    .map(item -> new Ranked(item, Double.NaN))
                    .toList();
        }

        @Override
        public void endOfSession(UUID user) {
            counts.endOfSession(user);
        }
    }
}
