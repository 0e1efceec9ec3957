package io.foreshard.workbench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {
    private static final int COLUMNS = 100;

    /** Returns a report with the largest numbers to expect. */
    static DemoReport report() {
        return new DemoReport(
                "synthetic",
                12_345_678,
                12_345_678,
                256,
                12.25,
                new DemoReport.Shards(256, 1_234, 1_234),
                new DemoReport.HotSpot(
                        "0000111*",
                        12_345.6,
                        12_345.6,
                        12_345.6,
                        "12345.6 operations/s for 5 s, limit 2000.0",
                        "both halves are small and idle for 10 s"),
                new DemoReport.Move(
                        "server-1",
                        123_456.7,
                        123_456.7,
                        123_456.7,
                        "partition 123 from server-1 to server-0, and 3 more steps, 12345678 bytes: server-1 has 1.999 times its share of CPU",
                        "",
                        12_345),
                new DemoReport.Tier(12_345_678_900L, 1_000_000, 12_344_678_900L, 1_468, 1_234_567, 12.25, 12_345),
                new DemoReport.NearCache(.57),
                new DemoReport.Prefetch(1_234_567, 1_234_567, 1_234_567),
                new DemoReport.NextType(.649, .22, .556, 12_345, 123),
                new DemoReport.ReadMillis(
                        new DemoReport.Latency(12.44, 1_084.7),
                        new DemoReport.Latency(22.44, 1_384.7),
                        Gain.of(List.of(1.5, 1.8, 2.1)),
                        Gain.of(List.of(.8, 1., 1.3))),
                new DemoReport.FirstScreen(40, 0, 10, 12.25, 1_234.5, 31.25),
                new DemoReport.Budget(
                        12_345_678_900L,
                        23_456_789_000L,
                        11_111_111_111L,
                        12_345_678_900L,
                        Map.of(
                                "epoch open", 1_234_567_890L,
                                "hot", 11_111_111_010L,
                                "written recently", 10_000_000_000L,
                                "no upload yet", 10_000_000L)),
                new DemoReport.Verification(12_345_678, 0),
                173.5);
    }

    @Test
    void table_largeNumbers_fits100Columns() {
        assertThat(DemoTable.of(report()).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
    }

    @Test
    void gain_roundsAgree_isASentenceWithItsSpread() {
        assertThat(Gain.of(List.of(1.5, 2.1, 1.9, 1.8, 1.6)).sentence("the median read"))
                .isEqualTo("prefetching shortens the median read 1.8 times (1.5 to 2.1 over 5 rounds)");
        assertThat(Gain.of(List.of(.5, .8, .4)).sentence("the median read"))
                .isEqualTo("prefetching lengthens the median read 2.0 times (1.3 to 2.5 over 3 rounds)");
    }

    @Test
    void gain_roundsDisagree_isNotShown() {
        assertThat(Gain.of(List.of(.8, 1.3, 1.2)).sentence("the median read"))
                .isEqualTo(
                        "an effect on the median read is not shown: the rounds disagree (0.8 to 1.3 times over 3 rounds)");
        assertThat(Gain.of(List.of(2., 2.)).verdict()).isEqualTo(Gain.Verdict.NOT_SHOWN);
        assertThat(Gain.of(List.of()).sentence("the median read")).contains("was not measured");
    }

    @Test
    void modelGain_withinTheError_isNotShown() {
        assertThat(DemoTable.modelGain(new DemoReport.NextType(.649, 0, .556, 3_000, 1)))
                .isEqualTo("the model is 9.3 points better than always saying the most frequent type");
        assertThat(DemoTable.modelGain(new DemoReport.NextType(.755, 0, .754, 3_000, 1)))
                .contains("not shown");
    }
}
