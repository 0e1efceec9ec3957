package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.evaluate.Hits.Target;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Calibrated;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Gate;
import io.foreshard.workbench.evaluate.NextItemEvaluation.LevelResult;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Row;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import io.foreshard.workbench.evaluate.NextItemRanker.Ranked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The replay of a trace through rankers, at one level. Used once; not thread-safe.
 *
 * <p>Rankers rank from the last 15 % of the training sessions on: variants are chosen there, on at most 1,500 sessions, and a ranker can learn from its own rankings.
 */
final class NextItemReplay {
    private static final double TAIL = .85;
    private static final int MAX_TAIL_SESSIONS = 1_500;
    private static final int MAX_RANKED = 120;
    private static final int MAX_FETCHED = 20;
    private static final double[] THRESHOLDS = {.03, .05, .1, .2, .3};

    private final Level level;
    private final List<Competitor> competitors;
    private final List<Event> events = new ArrayList<>();
    private final List<SessionProgress> sessions = new ArrayList<>();
    private final Set<SessionProgress> choosing = new HashSet<>();
    private final Popularity popularity = new Popularity();
    private final long splitMillis;
    private final long tailMillis;
    private final int trainSessions;
    private int predictions;
    private int known;

    private record Event(UserAction action, SessionProgress session, long sessionStartMillis) {}

    /** A variant of a ranker and its results. */
    private static final class Variant {
        private final NextItemRanker ranker;
        private final Map<Target, Hits> tail = hits();
        private final Map<Target, Hits> test = hits();
        private final List<PrefetchGate> gates = PrefetchGate.of(THRESHOLDS);
        private final Calibration calibration = new Calibration();

        Variant(NextItemRanker ranker) {
            this.ranker = ranker;
        }

        private static Map<Target, Hits> hits() {
            Map<Target, Hits> hits = new EnumMap<>(Target.class);
            for (Target target : Target.values()) {
                hits.put(target, new Hits(target));
            }
            return hits;
        }
    }

    private record Competitor(String name, List<Variant> variants) {}

    NextItemReplay(Trace trace, Level level, double split, List<NamedRanker> rankers) {
        this.level = level;
        competitors = rankers.stream()
                .map(ranker -> new Competitor(
                        ranker.name(),
                        ranker.variants().stream().map(Variant::new).toList()))
                .toList();
        for (List<UserAction> actions : trace.sessions()) {
            SessionProgress session = new SessionProgress(actions, level);
            long start = session.startMillis();
            actions.forEach(action -> events.add(new Event(action, session, start)));
            if (start != Long.MAX_VALUE) {
                sessions.add(session);
            }
        }
        events.sort(Comparator.comparing(event -> event.action().time()));
        sessions.sort(Comparator.comparing(SessionProgress::startMillis));
        splitMillis = splitMillis(split);
        trainSessions = (int) sessions.stream()
                .filter(session -> session.startMillis() < splitMillis)
                .count();
        if (trainSessions == 0 || trainSessions == sessions.size()) {
            throw new IllegalArgumentException("The split " + split + " leaves " + trainSessions + " of "
                    + sessions.size() + " sessions to training; both training and test need some.");
        }
        List<SessionProgress> tail = sessions.subList((int) (trainSessions * TAIL), trainSessions);
        tailMillis = tail.get(0).startMillis();
        choosing.addAll(tail.subList(0, Math.min(MAX_TAIL_SESSIONS, tail.size())));
    }

    private long splitMillis(double split) {
        if (split >= 1) {
            return (long) (split * 1_000);
        }
        long[] times = events.stream()
                .map(Event::action)
                .filter(action -> level.item(action) != Level.NO_ITEM)
                .mapToLong(action -> action.time().toEpochMilli())
                .toArray();
        return times[(int) (times.length * split)];
    }

    LevelResult run() {
        for (Event event : events) {
            replay(event);
        }
        List<Row> rows = new ArrayList<>();
        for (Target target : Target.values()) {
            competitors.forEach(competitor -> add(rows, target, competitor));
        }
        List<Gate> gates = new ArrayList<>();
        List<Calibrated> calibrations = new ArrayList<>();
        competitors.forEach(competitor -> add(gates, calibrations, competitor));
        return new LevelResult(
                level,
                splitMillis / 1_000.0,
                trainSessions,
                sessions.size() - trainSessions,
                predictions,
                (double) known / Math.max(1, predictions),
                rows,
                gates,
                calibrations);
    }

    private void replay(Event event) {
        UserAction action = event.action();
        SessionProgress session = event.session();
        session.advance();
        long item = level.item(action);
        if (item != Level.NO_ITEM) {
            popularity.add(item, action.time().toEpochMilli());
        }
        competitors.forEach(competitor ->
                competitor.variants().forEach(variant -> variant.ranker.observe(action, session.begins())));
        if (event.sessionStartMillis() >= tailMillis && session.previous() != Level.NO_ITEM) {
            boolean predicts = session.next() != Level.NO_ITEM;
            if (predicts && isTest(event)) {
                predictions++;
                known += popularity.contains(session.next()) ? 1 : 0;
            }
            competitors.forEach(competitor -> competitor.variants().forEach(variant -> rank(event, variant, predicts)));
        }
        if (session.isOver()) {
            competitors.forEach(competitor ->
                    competitor.variants().forEach(variant -> variant.ranker.endOfSession(action.userId())));
        }
    }

    private boolean isTest(Event event) {
        return event.sessionStartMillis() >= splitMillis;
    }

    private void rank(Event event, Variant variant, boolean predicts) {
        SessionProgress session = event.session();
        List<Ranked> ranked = variant.ranker.rank(event.action(), MAX_RANKED);
        if (predicts && (isTest(event) || choosing.contains(session))) {
            List<Long> ranking = ranked.stream().map(Ranked::id).toList();
            for (Hits hits : (isTest(event) ? variant.test : variant.tail).values()) {
                hits.add(session, ranking, popularity.ranking());
            }
        }
        if (isTest(event)) {
            List<Ranked> novel = ranked.stream()
                    .filter(candidate -> !session.isUsed(candidate.id()))
                    .limit(MAX_FETCHED)
                    .toList();
            variant.calibration.add(session, novel);
            variant.gates.forEach(gate -> gate.add(session, novel));
        }
    }

    private static void add(List<Row> rows, Target target, Competitor competitor) {
        Target choice = target == Target.NOVEL_LIST_KNOWN ? Target.NOVEL : target;
        int best = 0;
        List<Variant> variants = competitor.variants();
        for (int i = 1; i < variants.size(); i++) {
            if (variants.get(i).tail.get(choice).score()
                    > variants.get(best).tail.get(choice).score()) {
                best = i;
            }
        }
        Hits hits = variants.get(best).test.get(target);
        if (hits.predictions() > 0) {
            rows.add(new Row(
                    target,
                    competitor.name(),
                    best,
                    hits.predictions(),
                    hits.rate(1),
                    hits.rate(5),
                    hits.rate(10),
                    hits.rate(20),
                    hits.reciprocalRank()));
        }
    }

    private static void add(List<Gate> gates, List<Calibrated> calibrations, Competitor competitor) {
        Variant variant = competitor.variants().get(0);
        if (!variant.calibration.buckets().isEmpty()) {
            calibrations.add(new Calibrated(competitor.name(), variant.calibration.buckets()));
            for (PrefetchGate gate : variant.gates) {
                gates.add(new Gate(
                        competitor.name(),
                        gate.threshold(),
                        gate.fetchedPerAction(),
                        gate.precision(),
                        gate.coverage()));
            }
        }
    }
}
