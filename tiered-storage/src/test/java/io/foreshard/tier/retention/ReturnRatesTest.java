package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** The learned rates are those of the users, also of users who do not return. */
class ReturnRatesTest {
    private static final double HOUR = 3_600_000;
    private static final int RETURNS = 20_000;

    @Property(tries = 20)
    void index_returnsAtAConstantRate_isThisRate(
            @ForAll long seed, @ForAll @DoubleRange(min = .01, max = 1_000) double meanHours) {
        SplittableRandom random = new SplittableRandom(seed);
        ReturnRates rates = new ReturnRates();
        double mean = meanHours * HOUR;
        for (int i = 0; i < RETURNS; i++) {
            double gap = -mean * Math.log(1 - random.nextDouble());
            rates.waited(1, 0, gap);
            rates.returned(1, gap);
        }

        for (double idle : new double[] {.2, .5, 1, 2}) {
            assertThat(rates.index(1, idle * mean) * mean)
                    .as("rate at %s mean gaps", idle)
                    .isBetween(.8, 1.5);
        }
    }

    @Property(tries = 20)
    void index_usersWhoDoNotReturn_isLowerByTheTimeTheyWaited(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReturnRates rates = new ReturnRates();
        for (int i = 0; i < RETURNS; i++) {
            int visits = random.nextBoolean() ? 1 : 10;
            double gap = -HOUR * Math.log(1 - random.nextDouble());
            boolean isGone = visits == 1 && random.nextInt(4) > 0;
            rates.waited(visits, 0, isGone ? 1_000 * HOUR : gap);
            if (!isGone) {
                rates.returned(visits, gap);
            }
        }

        assertThat(rates.index(10, HOUR)).isGreaterThan(10 * rates.index(1, 10 * HOUR));
        assertThat(rates.index(1, 0)).isGreaterThan(3 * rates.index(1, 10 * HOUR));
    }

    /** Times of whole days: the rate of the first day is 0, and the user is expected all the same. */
    @Example
    void index_returnsAfterExactlyADay_isThatOfTheDay() {
        ReturnRates rates = new ReturnRates();
        for (int i = 0; i < RETURNS; i++) {
            rates.waited(1, 0, 24 * HOUR);
            rates.returned(1, 24 * HOUR);
        }

        assertThat(rates.index(1, 0) * 24 * HOUR).isBetween(.5, 2.0);
        assertThat(rates.index(1, 20 * HOUR)).isGreaterThan(rates.index(1, 0));
    }

    @Property(tries = 200)
    void bucket_anyIdleTime_containsIt(@ForAll @DoubleRange(min = 0, max = 1e12) double idle) {
        int bucket = ReturnRates.bucket(idle);

        assertThat(ReturnRates.begin(bucket)).isLessThanOrEqualTo(idle);
        assertThat(ReturnRates.begin(bucket + 1)).isGreaterThan(idle);
    }
}
