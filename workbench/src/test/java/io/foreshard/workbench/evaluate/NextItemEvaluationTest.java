package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.evaluate.Hits.Target;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Calibrated;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Gate;
import io.foreshard.workbench.evaluate.NextItemEvaluation.LevelResult;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The counting, on traces small enough to count by hand, with a ranker that always says the same. */
class NextItemEvaluationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<UserAction> actions = new ArrayList<>();
    private int users;

    /** Ranks the same candidates at all times, with one probability, and notes what it is told. */
    private static final class ConstantRanker implements NextItemRanker {
        private final List<Ranked> candidates;
        private final List<String> told = new ArrayList<>();

        ConstantRanker(double probability, long... candidates) {
            this.candidates = LongStream.of(candidates)
                    .mapToObj(id -> new Ranked(id, probability))
                    .toList();
        }

        @Override
        public void observe(UserAction action, boolean beginsSession) {
            told.add((beginsSession ? "begin " : "") + action.objectId());
        }

        @Override
        public List<Ranked> rank(UserAction last, int max) {
            return candidates;
        }

        @Override
        public void endOfSession(UUID user) {
            told.add("end");
        }
    }

    /** Adds a session of a new user: an action each second. */
    private void session(int second, long... objects) {
        UUID user = new UUID(0, ++users);
        for (int i = 0; i < objects.length; i++) {
            add(user, second + i, objects[i], 1 + objects[i] % 2);
        }
    }

    private void add(UUID user, int second, long object, long interest, long... shown) {
        actions.add(UserAction.of(user, ActionType.VIEW)
                .transactionId(new UUID(1, actions.size()))
                .at(START.plusSeconds(second))
                .object(object)
                .interest(interest)
                .shown(shown)
                .build());
    }

    private LevelResult evaluate(double split, NextItemRanker ranker) {
        actions.sort(Comparator.comparing(UserAction::time));
        return NextItemEvaluation.of(
                        new Trace("small", actions),
                        split,
                        List.of(level -> List.of(new NamedRanker("constant", ranker))))
                .levels()
                .get(0);
    }

    private static Row row(LevelResult level, Target target) {
        return level.rows().stream()
                .filter(row -> row.target() == target)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void of_knownRanks_countsEachTarget() {
        session(0, 1, 2, 3, 4);
        // The targets 5, 5, 6, 5: the ranker has 6 at rank 1 and 5 at rank 2.
        session(100, 7, 5, 5, 6, 5);

        LevelResult level = evaluate(.4, new ConstantRanker(Double.NaN, 6, 5));

        assertThat(level.trainSessions()).isEqualTo(1);
        assertThat(level.testSessions()).isEqualTo(1);
        assertThat(level.predictions()).isEqualTo(4);
        assertThat(level.known()).isEqualTo(.5);
        Row all = row(level, Target.ALL);
        assertThat(all.predictions()).isEqualTo(4);
        assertThat(all.hr1()).isEqualTo(.25);
        assertThat(all.hr5()).isEqualTo(1);
        assertThat(all.mrr20()).isCloseTo((1 + .5 + .5 + .5) / 4, within(1e-9));
        // The last item is no candidate: 5 is second after 7, 6 first after 5, and 5 first after 6.
        Row change = row(level, Target.SWITCH);
        assertThat(change.predictions()).isEqualTo(3);
        assertThat(change.hr1()).isCloseTo(2 / 3., within(1e-9));
        Row novel = row(level, Target.NOVEL);
        assertThat(novel.predictions()).isEqualTo(2);
        assertThat(novel.hr1()).isEqualTo(.5);
        assertThat(level.gates()).isEmpty();
    }

    @Test
    void of_shortRanking_isFilledWithPopularItems() {
        session(0, 1, 2, 1, 1, 3);
        session(100, 4, 1);

        LevelResult level = evaluate(.6, new ConstantRanker(Double.NaN, 9));

        assertThat(row(level, Target.ALL).hr1()).isZero();
        assertThat(row(level, Target.ALL).mrr20()).isEqualTo(.5);
    }

    @Test
    void of_listShownBefore_isATargetOfItsOwn() {
        session(0, 1, 2);
        UUID user = new UUID(0, 99);
        add(user, 100, 3, 1);
        add(user, 101, 4, 1);
        add(user, 102, UserAction.NO_OBJECT, 1, 5, 6);
        add(user, 103, 5, 1);

        LevelResult level = evaluate(.4, new ConstantRanker(Double.NaN, 5));

        assertThat(row(level, Target.NOVEL).predictions()).isEqualTo(2);
        assertThat(row(level, Target.NOVEL_LIST_KNOWN).predictions()).isEqualTo(1);
        assertThat(row(level, Target.NOVEL_LIST_KNOWN).hr1()).isEqualTo(1);
    }

    @Test
    void of_probabilities_simulatesPrefetchingOncePerSession() {
        session(0, 1, 2, 3, 4);
        // 5 is fetched after 7 and used; 8 is fetched and not used; 6 is not covered.
        session(100, 7, 5, 6, 5);

        LevelResult level = evaluate(.5, new ConstantRanker(.25, 5, 8));

        Gate open = level.gates().get(3);
        assertThat(open.threshold()).isEqualTo(.2);
        assertThat(open.fetchedPerAction()).isEqualTo(.5);
        assertThat(open.precision()).isEqualTo(.5);
        assertThat(open.coverage()).isEqualTo(.5);
        assertThat(level.gates().get(4).fetchedPerAction()).isZero();
        // Said after each action: 5 and 8, then 8 three times.
        Calibrated calibrated = level.calibrations().get(0);
        assertThat(calibrated.buckets()).containsExactly(new Calibration.Bucket(.2, 5, .25, .2));
        assertThat(calibrated.largestError()).as("no bucket of 500 predictions").isZero();
    }

    @Test
    void of_interleavedSessions_tellsBeginAndEndOfEach() {
        session(0, 1, 2);
        session(10, 3, 4);
        session(11, 5);
        ConstantRanker ranker = new ConstantRanker(Double.NaN, 1);
        actions.replaceAll(action -> UserAction.of(action.userId(), action.type())
                .transactionId(action.transactionId())
                .at(action.time())
                .object(action.objectId())
                .build());

        LevelResult level = evaluate(START.plusSeconds(10).getEpochSecond(), ranker);

        assertThat(ranker.told).containsExactly("begin 1", "2", "end", "begin 3", "4", "end", "begin 5", "end");
        assertThat(level.splitSeconds()).isEqualTo(START.plusSeconds(10).getEpochSecond());
        assertThat(level.trainSessions()).isEqualTo(1);
        assertThat(level.testSessions()).isEqualTo(2);
    }

    @Test
    void of_variants_takesTheBestOfTheTailOfTraining() {
        session(0, 1, 2);
        session(100, 3, 4);
        session(200, 5, 4);
        NamedRanker variants = new NamedRanker(
                "two", List.of(new ConstantRanker(Double.NaN, 8, 9), new ConstantRanker(Double.NaN, 9, 4)));
        Trace trace = new Trace("small", actions);

        LevelResult level = NextItemEvaluation.of(trace, .7, List.of(unused -> List.of(variants)))
                .levels()
                .get(0);

        assertThat(row(level, Target.NOVEL).variant()).isEqualTo(1);
        assertThat(row(level, Target.NOVEL).mrr20()).isEqualTo(.5);
    }

    @Test
    void of_interests_areRankedAtALevelOfTheirOwn() {
        session(0, 1, 2);
        session(100, 3, 4);

        NamedRanker first = new NamedRanker("first", new ConstantRanker(Double.NaN, 1));
        List<LevelResult> levels = NextItemEvaluation.of(
                        new Trace("small", actions), .5, List.of(unused -> List.of(first)))
                .levels();

        assertThat(levels).extracting(LevelResult::level).containsExactly(NextItemRanker.Level.values());
        // The next object is 4, its interest 1.
        assertThat(row(levels.get(0), Target.ALL).hr1()).isZero();
        assertThat(row(levels.get(1), Target.ALL).hr1()).isEqualTo(1);
    }

    @Test
    void of_splitWithoutTest_throws() {
        session(0, 1, 2);

        assertThatThrownBy(() -> evaluate(.5, new ConstantRanker(Double.NaN, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves 1 of 1 sessions");
    }
}
