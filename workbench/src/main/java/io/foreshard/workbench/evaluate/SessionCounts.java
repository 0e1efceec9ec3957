package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the baselines count: popularity, transitions, and co-visits, whose weights halve in three days; the items of sessions; and the items of users. Not thread-safe.
 *
 * <p>The scores of an item follow "Evaluation of session-based recommendation algorithms" (Ludewig and Jannach, 2018) and "Serenade" (Kersbergen, Sprangers and Schelter, 2022).
 */
final class SessionCounts {
    private static final int CO_VISIT_DISTANCE = 10;
    private static final double BACKWARD_WEIGHT = .5;
    private static final int CO_VISIT_ITEMS = 5;
    private static final double CO_VISIT_DECAY = .6;
    private static final int NEIGHBOUR_ITEMS = 9;
    private static final int NEIGHBOURS = 100;
    private static final int SESSIONS_PER_ITEM = 1_000;
    private static final double POSITION_WEIGHT = .1;
    private static final int MAX_RECENT = 100;
    private static final int MAX_HISTORY = 400;
    private static final int MAX_POPULAR = 100;

    private final Level level;
    private final Popularity popularity = new Popularity();
    private final Map<Long, Map<Long, Double>> transitions = new HashMap<>();
    private final Map<Long, Weights> coVisits = new HashMap<>();
    private final List<List<Long>> sessions = new ArrayList<>();
    private final Map<Long, Deque<Integer>> sessionsOfItem = new HashMap<>();
    private final Map<Long, Integer> sessionCounts = new HashMap<>();
    private final Map<UUID, List<Long>> open = new HashMap<>();
    private final Map<UUID, Deque<Long>> histories = new HashMap<>();
    private UserAction observed;

    /** The weights of the items of a row, and their sum. */
    private static final class Weights {
        private final Map<Long, Double> items = new LinkedHashMap<>();
        private double sum;

        void add(long item, double weight) {
            items.merge(item, weight, Double::sum);
            sum += weight;
        }
    }

    SessionCounts(Level level) {
        this.level = level;
    }

    /** Counts an action; one that was observed last is counted once. */
    void observe(UserAction action, boolean beginsSession) {
        if (action == observed) {
            return;
        }
        observed = action;
        if (beginsSession) {
            endOfSession(action.userId());
        }
        long item = level.item(action);
        if (item == Level.NO_ITEM) {
            return;
        }
        List<Long> session = open.computeIfAbsent(action.userId(), user -> new ArrayList<>());
        session.add(item);
        long timeMillis = action.time().toEpochMilli();
        popularity.add(item, timeMillis);
        double weight = popularity.weight(timeMillis);
        int last = session.size() - 1;
        if (last > 0) {
            transitions
                    .computeIfAbsent(session.get(last - 1), unused -> new LinkedHashMap<>())
                    .merge(item, weight, Double::sum);
        }
        for (int distance = 1; distance <= Math.min(last, CO_VISIT_DISTANCE); distance++) {
            long earlier = session.get(last - distance);
            if (earlier != item) {
                coVisits.computeIfAbsent(earlier, unused -> new Weights()).add(item, weight / distance);
                coVisits.computeIfAbsent(item, unused -> new Weights())
                        .add(earlier, BACKWARD_WEIGHT * weight / distance);
            }
        }
    }

    /** Makes the open session of a user, if there is one, a neighbour of later ones, and a part of his history. */
    void endOfSession(UUID user) {
        List<Long> session = open.remove(user);
        if (session == null) {
            return;
        }
        Deque<Long> history = histories.computeIfAbsent(user, unused -> new ArrayDeque<>());
        for (long item : session) {
            addBounded(history, item, MAX_HISTORY);
        }
        List<Long> items = session.stream().distinct().toList();
        for (long item : items) {
            addBounded(
                    sessionsOfItem.computeIfAbsent(item, unused -> new ArrayDeque<>()),
                    sessions.size(),
                    SESSIONS_PER_ITEM);
            sessionCounts.merge(item, 1, Integer::sum);
        }
        sessions.add(items);
    }

    private static <T> void addBounded(Deque<T> queue, T element, int max) {
        queue.addLast(element);
        if (queue.size() > max) {
            queue.removeFirst();
        }
    }

    /** Scores popular items by their rank. */
    Map<Long, Double> popular(UUID user) {
        return byRank(popularity.ranking().stream().limit(MAX_POPULAR));
    }

    /** Scores the items that followed the last one (a Markov chain of order 1). */
    Map<Long, Double> followers(UUID user) {
        List<Long> session = session(user);
        return session.isEmpty() ? Map.of() : transitions.getOrDefault(session.get(session.size() - 1), Map.of());
    }

    /** Scores the items used near the last five of the session, each counted by its share. */
    Map<Long, Double> coVisited(UUID user) {
        Map<Long, Double> scores = new LinkedHashMap<>();
        double decay = 1;
        for (long item : lastItems(user, CO_VISIT_ITEMS)) {
            Weights row = coVisits.get(item);
            if (row != null) {
                double factor = decay / row.sum;
                row.items.forEach((other, weight) -> scores.merge(other, weight * factor, Double::sum));
            }
            decay *= CO_VISIT_DECAY;
        }
        return scores;
    }

    /** Scores the items of the 100 sessions most similar to this one, late items and rare ones counting more (VMIS-kNN). */
    Map<Long, Double> ofNeighbours(UUID user) {
        List<Long> items = lastItems(user, NEIGHBOUR_ITEMS);
        Map<Integer, Double> similarities = new HashMap<>();
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            double weight = (double) (items.size() - i) / items.size();
            for (int session : sessionsOfItem.getOrDefault(items.get(i), new ArrayDeque<>())) {
                similarities.merge(session, weight, Double::sum);
                positions.putIfAbsent(session, i + 1);
            }
        }
        Map<Long, Double> scores = new LinkedHashMap<>();
        similarities.keySet().stream()
                .sorted(Comparator.reverseOrder())
                .limit(SESSIONS_PER_ITEM)
                // A stable sort: of equal similarities the latest session is first.
                .sorted(Comparator.comparing((Integer session) -> -similarities.get(session)))
                .limit(NEIGHBOURS)
                .forEach(session -> {
                    double weight = similarities.get(session) * (1 - POSITION_WEIGHT * positions.get(session));
                    for (long item : sessions.get(session)) {
                        double rarity = Math.log(1 + (double) sessions.size() / sessionCounts.get(item));
                        scores.merge(item, weight * rarity, Double::sum);
                    }
                });
        return scores;
    }

    /** Scores the items of the user by the time of their last use. */
    Map<Long, Double> recent(UUID user) {
        List<Long> items = new ArrayList<>(histories.getOrDefault(user, new ArrayDeque<>()));
        items.addAll(session(user));
        List<Long> last = items.subList(Math.max(0, items.size() - MAX_HISTORY), items.size());
        return byRank(lastOf(last, MAX_RECENT).stream());
    }

    private List<Long> session(UUID user) {
        return open.getOrDefault(user, List.of());
    }

    private List<Long> lastItems(UUID user, int max) {
        return lastOf(session(user), max);
    }

    /** Returns the distinct items from the last one on. */
    private static List<Long> lastOf(List<Long> items, int max) {
        LinkedHashSet<Long> last = new LinkedHashSet<>();
        for (int i = items.size() - 1; i >= 0 && last.size() < max; i--) {
            last.add(items.get(i));
        }
        return new ArrayList<>(last);
    }

    private static Map<Long, Double> byRank(Stream<Long> items) {
        Map<Long, Double> scores = new LinkedHashMap<>();
        items.forEach(item -> scores.put(item, 1.0 / (1 + scores.size())));
        return scores;
    }
}
