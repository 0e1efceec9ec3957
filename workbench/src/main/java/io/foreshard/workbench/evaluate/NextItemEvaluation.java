package io.foreshard.workbench.evaluate;

import io.foreshard.trace.Trace;
import io.foreshard.workbench.evaluate.Calibration.Bucket;
import io.foreshard.workbench.evaluate.Hits.Target;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How well rankers predict the next items of sessions. Field names are stable: tools read the JSON form.
 *
 * <p>The sessions that begin after a split in time are the test. The actions are replayed in the order of their times; rankers learn from each one, also during the test, and rank after each one.
 *
 * @param trace name of the trace
 * @param levels results for objects, and for interests if the trace has them; none if the trace has no objects
 */
record NextItemEvaluation(String trace, List<LevelResult> levels) {
    /** Split that leaves 78 % of the actions to training. */
    static final double DEFAULT_SPLIT = .78;

    /** The rankers that are compared. */
    static final List<Function<Level, List<NamedRanker>>> RANKERS =
            List.of(SessionBaselines::of, level -> List.of(new NamedRanker("foreshard", new ProductRanker(level))));

    /**
     * The results for objects or interests.
     *
     * @param level what is ranked
     * @param splitSeconds seconds since 1970 at which the test begins
     * @param trainSessions sessions that begin before the split
     * @param testSessions sessions that begin after it
     * @param predictions next items in test sessions
     * @param known share of them that were used before, by any user
     * @param rows ranks of the next items
     * @param gates simulated prefetching with the probabilities of rankers that say them
     * @param calibrations the same probabilities against what was observed
     */
    record LevelResult(
            Level level,
            double splitSeconds,
            int trainSessions,
            int testSessions,
            int predictions,
            double known,
            List<Row> rows,
            List<Gate> gates,
            List<Calibrated> calibrations) {}

    /**
     * The hits of a ranker.
     *
     * @param target next items counted
     * @param ranker name of the ranker
     * @param variant index of its variant, chosen on the tail of training
     * @param predictions number of next items counted
     * @param hr1 share of the next items that were ranked first
     * @param hr5 the same, among the first 5 candidates
     * @param hr10 the same, among 10
     * @param hr20 the same, among 20
     * @param mrr20 mean of 1 / rank, 0 below rank 20
     */
    record Row(
            Target target,
            String ranker,
            int variant,
            int predictions,
            double hr1,
            double hr5,
            double hr10,
            double hr20,
            double mrr20) {}

    /**
     * Simulated prefetching after each action into an empty cache of the session, at most 20 candidates at a time.
     *
     * @param ranker name of the ranker
     * @param threshold lowest probability of a candidate that is fetched
     * @param fetchedPerAction fetched items over actions
     * @param precision share of the fetched items used later in the session
     * @param coverage share of the items new in their session, without its first one, that had been fetched
     */
    record Gate(String ranker, double threshold, double fetchedPerAction, double precision, double coverage) {}

    /**
     * The probabilities of a ranker: of the 20 best candidates after each action, without those used in the session before.
     *
     * @param ranker name of the ranker
     * @param buckets probabilities said and observed, in tenths
     * @param largestError largest difference of the two in a bucket of at least 500 predictions
     */
    record Calibrated(String ranker, List<Bucket> buckets, double largestError) {
        private static final int MIN_PREDICTIONS = 500;

        Calibrated(String ranker, List<Bucket> buckets) {
            this(
                    ranker,
                    buckets,
                    buckets.stream()
                            .filter(bucket -> bucket.predictions() >= MIN_PREDICTIONS)
                            .mapToDouble(bucket -> Math.abs(bucket.said() - bucket.observed()))
                            .max()
                            .orElse(0));
        }
    }

    /**
     * Replays a trace through rankers.
     *
     * @param split a number below 1: share of the actions with an item before the test; else seconds since 1970 at which the test begins
     * @param rankers makers of rankers, each called once for a level
     * @throws IllegalArgumentException if a level has no training session or no test session
     */
    static NextItemEvaluation of(Trace trace, double split, List<Function<Level, List<NamedRanker>>> rankers) {
        List<LevelResult> levels = new ArrayList<>();
        for (Level level : Level.values()) {
            if (trace.actions().stream().anyMatch(action -> level.item(action) != Level.NO_ITEM)) {
                List<NamedRanker> made = rankers.stream()
                        .flatMap(maker -> maker.apply(level).stream())
                        .toList();
                levels.add(new NextItemReplay(trace, level, split, made).run());
            }
        }
        return new NextItemEvaluation(trace.name(), levels);
    }
}
