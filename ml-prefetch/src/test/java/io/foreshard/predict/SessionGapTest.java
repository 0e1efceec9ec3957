package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.ingest.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SessionGapTest {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    /** Returns pauses of which a share is log-normal around one length and the rest around another one. */
    private static long[] pauses(long seed, int number, double shortShare, double shortMillis, double longMillis) {
        Random random = new Random(seed);
        return LongStream.generate(() -> {
                    double middle = random.nextDouble() < shortShare ? shortMillis : longMillis;
                    return Math.round(middle * Math.exp(random.nextGaussian()));
                })
                .limit(number)
                .sorted()
                .toArray();
    }

    @Property(tries = 200)
    void learn_twoKindsOfPauses_gapIsBetweenThem(
            @ForAll long seed,
            @ForAll @DoubleRange(min = .6, max = .95) double shortShare,
            @ForAll @IntRange(min = 10, max = 60) int shortSeconds,
            @ForAll @IntRange(min = 6, max = 48) int longHours) {
        long[] pauses = pauses(seed, 20_000, shortShare, shortSeconds * 1_000.0, longHours * 3_600_000.0);

        SessionGap gap = SessionGap.learn(pauses);

        assertThat(gap.isCaseLike()).isFalse();
        assertThat(gap.end()).isBetween(SessionGap.MIN, SessionGap.MAX);
        long within = LongStream.of(pauses)
                .filter(pause -> pause <= gap.end().toMillis())
                .count();
        assertThat((double) within / pauses.length).as("%s", gap).isEqualTo(shortShare, within(.04));
    }

    @Property(tries = 200)
    void learn_pausesOfHoursAndDays_isCaseLike(@ForAll long seed, @ForAll @IntRange(min = 4, max = 400) int hours) {
        long[] pauses = pauses(seed, 5_000, .3, 2_000.0 * MINUTE * .05, hours * 3_600_000.0);

        SessionGap gap = SessionGap.learn(pauses);

        assertThat(gap.isCaseLike()).isTrue();
        assertThat(gap.separates(TIME, TIME.plus(Duration.ofDays(10_000)))).isFalse();
        long longer = LongStream.of(pauses)
                .filter(pause -> pause > gap.end().toMillis())
                .count();
        assertThat((double) longer / pauses.length).isEqualTo(.01, within(.002));
    }

    @Property(tries = 500)
    void learn_anyPauses_gapIsInItsBoundsOrCaseLike(
            @ForAll @Size(max = 2_000) List<@LongRange(max = 400 * DAY) Long> any) {
        SessionGap gap = SessionGap.learn(
                any.stream().mapToLong(Long::longValue).sorted().toArray());

        if (!gap.isCaseLike()) {
            assertThat(gap.end()).isBetween(SessionGap.MIN, SessionGap.MAX);
            assertThat(gap.separates(TIME, TIME.plus(gap.end()))).isFalse();
            assertThat(gap.separates(TIME, TIME.plus(gap.end()).plusMillis(1))).isTrue();
        }
    }

    @Test
    void learn_fewPauses_is30Minutes() {
        assertThat(SessionGap.learn(pauses(1, 199, .5, MINUTE, DAY))).isEqualTo(SessionGap.DEFAULT);
    }

    @Test
    void learn_oneKindOfShortPauses_is30Minutes() {
        assertThat(SessionGap.learn(pauses(1, 20_000, 1, MINUTE, MINUTE))).isEqualTo(SessionGap.DEFAULT);
    }

    @Test
    void isOver_maximumTime_isTrue() {
        assertThat(SessionGap.DEFAULT.isOver(TIME, Instant.MAX)).isTrue();
        assertThat(SessionGap.cases(Duration.ofDays(30)).isOver(TIME, Instant.MAX))
                .isTrue();
    }

    @Test
    void visitGap_cases_isThatOfATableWithLittleData() {
        assertThat(SessionGap.cases(Duration.ofDays(9)).visitGap()).isEqualTo(Sessions.GAP);
        assertThat(SessionGap.of(Duration.ofMinutes(7)).visitGap()).isEqualTo(Duration.ofMinutes(7));
    }
}
