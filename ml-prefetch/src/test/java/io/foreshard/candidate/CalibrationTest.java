package io.foreshard.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    /** The probability is within 0 and 1 and does not decrease with the score but for rounding, whatever was observed. */
    @Property(tries = 100)
    void probability_anyOutcomes_doesNotDecrease(@ForAll long seed) {
        Random random = new Random(seed);
        double[] sample = random.doubles(1 + random.nextInt(500), -5, 5).toArray();
        Calibration calibration = new Calibration(sample, .02);
        for (int i = 0; i < 2_000; i++) {
            calibration.observe(random.nextGaussian() * 4, random.nextInt(3) == 0, 1 + random.nextInt(40));
        }
        double before = 0;
        for (double score = -12; score < 12; score += .05) {
            double probability = calibration.probability(score);
            assertThat(probability).isBetween(before - 1e-12, 1.0);
            before = probability;
        }
    }

    @Test
    void probability_oddsThatAreTooHigh_becomesWhatIsObserved() {
        Random random = new Random(1);
        Calibration calibration = new Calibration(random.doubles(10_000, -4, 4).toArray(), .02);
        for (int i = 0; i < 200_000; i++) {
            double score = random.nextDouble() * 8 - 4;
            calibration.observe(score, random.nextDouble() < .2 / (1 + Math.exp(-score)), 1);
        }

        for (double score = -3; score <= 3; score += .5) {
            assertThat(calibration.probability(score)).isCloseTo(.2 / (1 + Math.exp(-score)), within(.03));
        }
    }
}
