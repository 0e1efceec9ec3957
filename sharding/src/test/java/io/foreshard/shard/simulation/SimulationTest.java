package io.foreshard.shard.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs of the planners in virtual time: the named scenarios against a golden file, and random ones. */
class SimulationTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("foreshard.root"), "sharding/src/test/resources/simulations.txt");
    private static final Path LARGE_GOLDEN = GOLDEN.resolveSibling("simulations-large.txt");
    private static final long SEEDS = Long.getLong("foreshard.simulation.seeds", 12);
    private static final long FIRST_SEED = Long.getLong("foreshard.simulation.first", 1);

    @Test
    void named_eachScenario_hasTheScoresOfTheGoldenFile() throws IOException {
        check(Scenarios.named(), GOLDEN);
    }

    /** Takes some minutes for each scenario, so it runs in the profile {@code simulations}. */
    @Test
    @EnabledIfSystemProperty(named = "foreshard.simulation.large", matches = "true")
    void large_eachScenario_hasTheScoresOfTheGoldenFile() throws IOException {
        check(Scenarios.large(), LARGE_GOLDEN);
    }

    private static void check(List<Scenario> scenarios, Path golden) throws IOException {
        List<String> lines = new ArrayList<>(List.of(Score.HEAD));
        for (Scenario scenario : scenarios) {
            lines.add(Simulation.run(scenario).line(scenario.name()));
        }
        String scores = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("foreshard.write.documents")) {
            Files.writeString(golden, scores);
        }
        assertThat(Files.readString(golden))
                .as("mvn -pl sharding -am test -Dforeshard.write.documents=true writes it anew")
                .isEqualTo(scores);
    }

    /** A move that breaks a rule throws. Beside that, changes keep the pause between them. */
    @Test
    void random_eachSeed_breaksNoRule() {
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).forEach(seed -> {
            Scenario scenario = Scenarios.random(seed);
            Score score = Simulation.run(scenario);
            assertThat(score.best()).as("best of %s", scenario).isGreaterThan(0.99);
            assertThat(score.changes()).as("changes of %s", scenario).isLessThanOrEqualTo(60);
        });
    }

    @Test
    void run_sameScenarioTwice_hasTheSameScore() {
        Scenario scenario = Scenarios.random(7);

        assertThat(Simulation.run(scenario)).isEqualTo(Simulation.run(scenario));
    }

    @Test
    void best_equalPartitions_isOne() {
        double[][] loads = new double[64][];
        Arrays.setAll(loads, partition -> new double[] {1, 1, 1, 1});

        assertThat(BestPlacement.ratio(loads, 2, Collections.nCopies(8, "d0"))).isCloseTo(1, within(1e-9));
    }

    @Test
    void best_smallDomainForAThirdOfTheCopies_isItsShare() {
        double[][] loads = new double[4_096][];
        Arrays.setAll(loads, partition -> new double[] {1, 1, 1, 1});
        List<String> domains =
                IntStream.range(0, 14).mapToObj(node -> "d" + node % 3).toList();

        // Four of 14 nodes hold a third of all copies.
        assertThat(BestPlacement.ratio(loads, 3, domains)).isCloseTo(14 / 12.0, within(0.005));
    }
}
