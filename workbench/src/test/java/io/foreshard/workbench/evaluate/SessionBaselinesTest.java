package io.foreshard.workbench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceFiles;
import io.foreshard.workbench.evaluate.Hits.Target;
import io.foreshard.workbench.evaluate.NextItemEvaluation.LevelResult;
import io.foreshard.workbench.evaluate.NextItemEvaluation.Row;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import io.foreshard.workbench.evaluate.NextItemRanker.Ranked;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The rankings on sessions small enough to rank by hand, and the hits on recorded traces against an independent implementation in Python. */
class SessionBaselinesTest {
    private static final UUID USER = new UUID(0, 1);

    private final List<NamedRanker> rankers = SessionBaselines.of(Level.OBJECT);
    private int actions;
    private UserAction last;

    private void use(UUID user, long... objects) {
        for (int i = 0; i < objects.length; i++) {
            last = UserAction.of(user, ActionType.VIEW)
                    .transactionId(new UUID(1, actions))
                    .at(Instant.ofEpochSecond(1_700_000_000 + actions++))
                    .object(objects[i])
                    .build();
            for (NamedRanker ranker : rankers) {
                for (NextItemRanker variant : ranker.variants()) {
                    variant.observe(last, i == 0);
                }
            }
        }
    }

    private void session(UUID user, long... objects) {
        use(user, objects);
        rankers.get(0).variants().get(0).endOfSession(user);
    }

    private List<Long> rank(String name, int max) {
        return rankers.stream()
                .filter(ranker -> ranker.name().equals(name))
                .findFirst()
                .orElseThrow()
                .variants()
                .get(0)
                .rank(last, max)
                .stream()
                .map(Ranked::id)
                .toList();
    }

    @Test
    void rank_sharedCounts_countEachActionOnce() {
        session(new UUID(0, 2), 1, 2);
        session(new UUID(0, 3), 1, 3, 3);
        session(new UUID(0, 4), 1, 2);
        use(USER, 1);

        assertThat(rank("popularity", 2)).containsExactly(1L, 2L);
        assertThat(rank("Markov 1", 9)).containsExactly(2L, 3L);
        assertThat(rank("blend", 1)).isNotEmpty();
    }

    /** 2 follows 1 at once; 3 is two steps away, half the weight; 4 was used before 1, half the weight, two times. */
    @Test
    void rank_coVisits_weighsDistanceAndDirection() {
        session(new UUID(0, 2), 4, 1, 2, 3);
        session(new UUID(0, 3), 4, 1);
        use(USER, 1);

        // Later actions weigh slightly more, which puts 4 (two times .5) before 2 (one time 1).
        assertThat(rank("co-visits", 9)).containsExactly(4L, 2L, 3L);
    }

    @Test
    void rank_neighbours_prefersSessionsThatShareTheLastItem() {
        session(new UUID(0, 2), 1, 5);
        session(new UUID(0, 3), 2, 6);
        use(USER, 1, 2);

        List<Long> ranking = rank("VMIS-kNN", 9);
        assertThat(ranking).containsExactlyInAnyOrder(1L, 2L, 5L, 6L);
        assertThat(ranking.indexOf(6L)).isLessThan(ranking.indexOf(5L));
    }

    @Test
    void rank_recent_beginsWithTheLastItemOfTheUser() {
        session(USER, 1, 2);
        session(new UUID(0, 2), 8, 9);
        use(USER, 3, 1);

        assertThat(rank("recent", 9)).containsExactly(1L, 3L, 2L);
    }

    @Test
    void rank_noProbability_isSaid() {
        use(USER, 1, 2);

        assertThat(rankers).hasSize(6).allSatisfy(ranker -> assertThat(
                        ranker.variants().get(0).rank(last, 5))
                .allMatch(ranked -> Double.isNaN(ranked.probability())));
    }

    /** The second half of a day of sessions. */
    @Test
    void evaluate_oneDayOfYoochoose_hitsAsInPython() throws IOException {
        List<LevelResult> levels = evaluate("yoochoose", List.of("yoochoose/yoochoose-clicks-100k_test.txt"), .5);

        LevelResult objects = levels.get(0);
        assertThat(levels).hasSize(1);
        assertThat(objects.predictions()).isEqualTo(5_110);
        check(objects, Target.ALL, "VMIS-kNN", .211, .440, .517, .573, .309);
        check(objects, Target.ALL, "recent", .268, .368, .395, .439, .316);
        check(objects, Target.SWITCH, "Markov 1", .133, .270, .315, .356, .192);
        check(objects, Target.NOVEL, "co-visits", .140, .316, .378, .437, .217);
        check(objects, Target.NOVEL, "VMIS-kNN", .119, .294, .364, .426, .199);
        check(objects, Target.NOVEL, "blend", .143, .316, .382, .438, .219);
    }

    @Test
    @EnabledIfSystemProperty(named = "foreshard.long", matches = "true")
    void evaluate_yoochoose_hitsAsInPython() throws IOException {
        List<String> files =
                List.of("yoochoose/yoochoose-clicks-100k_train_full.txt", "yoochoose/yoochoose-clicks-100k_test.txt");

        LevelResult objects = evaluate("yoochoose", files, 1_396_831_800).get(0);

        assertThat(row(objects, Target.NOVEL, "blend").predictions()).isEqualTo(6_674);
        check(objects, Target.ALL, "blend", .255, .537, .636, .708, .377);
        check(objects, Target.NOVEL, "co-visits", .171, .398, .489, .571, .272);
        check(objects, Target.NOVEL, "VMIS-kNN", .155, .389, .485, .559, .259);
        check(objects, Target.NOVEL, "blend", .174, .407, .499, .575, .276);
    }

    @Test
    @EnabledIfSystemProperty(named = "foreshard.long", matches = "true")
    void evaluate_taobao_hitsAsInPython() throws IOException {
        List<LevelResult> levels = evaluate("taobao", List.of("taobao/UserBehavior_100k.csv"), .78);

        LevelResult objects = levels.get(0);
        assertThat(row(objects, Target.NOVEL, "blend").predictions()).isEqualTo(15_643);
        check(objects, Target.ALL, "co-visits", .067, .140, .168, .186, .099);
        check(objects, Target.NOVEL, "VMIS-kNN", .010, .029, .041, .052, .019);
        check(objects, Target.NOVEL, "blend", .019, .047, .065, .090, .033);
        LevelResult groups = levels.get(1);
        assertThat(row(groups, Target.NOVEL, "blend").predictions()).isEqualTo(6_026);
        check(groups, Target.ALL, "blend", .479, .722, .795, .852, .588);
        check(groups, Target.NOVEL, "co-visits", .088, .261, .366, .467, .170);
        check(groups, Target.NOVEL, "VMIS-kNN", .085, .252, .358, .458, .164);
        check(groups, Target.NOVEL, "blend", .117, .329, .468, .588, .219);
    }

    private static List<LevelResult> evaluate(String format, List<String> files, double split) throws IOException {
        files.forEach(file -> assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file)));
        String paths =
                files.stream().map(file -> TraceFiles.path(file).toString()).collect(Collectors.joining(","));
        return NextItemEvaluation.of(Trace.open(format + ":" + paths), split, List.of(SessionBaselines::of))
                .levels();
    }

    private static Row row(LevelResult level, Target target, String ranker) {
        return level.rows().stream()
                .filter(row -> row.target() == target && row.ranker().equals(ranker))
                .findFirst()
                .orElseThrow();
    }

    private static void check(LevelResult level, Target target, String ranker, double... expected) {
        Row row = row(level, target, ranker);
        assertThat(new double[] {row.hr1(), row.hr5(), row.hr10(), row.hr20(), row.mrr20()})
                .as("HR@1/5/10/20 and MRR@20 of %s on %s", ranker, target)
                .containsExactly(expected, within(.01));
    }
}
