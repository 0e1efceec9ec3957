package io.foreshard.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ignite's own tests of persistence on nodes that offload all pages after each checkpoint and before they stop. {@code -Dsuites.only=NAME} runs one class,
 * {@code -Dsuites.tier=false} runs a control without a tier.
 */
class IgniteSuitesTest {
    private static final boolean TIER = !"false".equals(System.getProperty("suites.tier"));

    static Stream<Suite> suites() {
        String only = System.getProperty("suites.only");
        return Suite.all().stream()
                .filter(suite -> only == null || suite.simpleName().equals(only));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void run_classOfIgnite_passes(Suite suite) throws Exception {
        SuiteRun run = SuiteRun.of(suite, TIER);

        System.out.println(suite + " " + run);
        assertThat(run.tests("FAILED")).as(run.toString()).isEmpty();
        assertThat(run.tests("PASSED")).as(run.toString()).isNotEmpty();
        if (TIER) {
            assertThat(run.figure("pages")).as(run.toString()).isPositive();
            assertThat(run.figure("fetches")).as(run.toString()).isPositive();
        }
    }
}
