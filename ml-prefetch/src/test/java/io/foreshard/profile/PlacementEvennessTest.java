package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The default layout spreads the writes of an epoch evenly over its 64 of 1024 partitions. */
class PlacementEvennessTest {
    private static final int PARTITIONS = 1024;
    private static final int PARTITIONS_OF_AN_EPOCH = 64;
    /** Epochs with fewer writes than this are too small to judge. */
    private static final int JUDGED_WRITES = 100 * PARTITIONS_OF_AN_EPOCH;

    private static final Duration EPOCH = Duration.ofDays(30);

    @Test
    void writes_syntheticShop_spreadEvenly() throws IOException {
        check("synthetic shop", Trace.open("synthetic").actions());
    }

    @Test
    void writes_syntheticPurchases_spreadEvenly() throws IOException {
        check("synthetic purchases", Trace.open("purchases").actions());
    }

    @ParameterizedTest
    @CsvSource({
        "taobao,taobao/UserBehavior_100k.csv",
        "cdnow,cdnow/CDNOW_master.txt",
        "trivago,trivago/trivago_100k.csv.gz"
    })
    void writes_recordedTraces_spreadEvenly(String format, String file) throws IOException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));

        check(format, Trace.open(format + ":" + TraceFiles.path(file)).actions());
    }

    private static void check(String name, List<UserAction> actions) {
        ProfileEncoder encoder = new ProfileEncoder(ProfileLayout.transactions(), EPOCH, EngagementBands.unlearned());
        BandCalibrator calibrator = new BandCalibrator();
        Windows archive = new Windows();
        Map<UUID, UserWindow> windows = new HashMap<>();
        Map<Long, int[]> writes = new HashMap<>();
        for (UserAction action : actions) {
            UserWindow window = windows.computeIfAbsent(action.userId(), UserWindow::empty);
            WindowUpdate update = archive.apply(window, List.of(action), encoder, action.time());
            windows.put(action.userId(), update.window());
            update.engagements().forEach(engagement -> calibrator.add(engagement, action.userId()));
            encoder = calibrator.recalibrate(encoder.bands()).map(encoder::with).orElse(encoder);
            long id = update.receipts().get(0).profileId();
            writes.computeIfAbsent(encoder.layout().get(id, Field.EPOCH), unused -> new int[PARTITIONS])[
                    ProfileLayout.partition(id, PARTITIONS)]++;
        }
        int judged = 0;
        for (Map.Entry<Long, int[]> epoch : writes.entrySet()) {
            int total = IntStream.of(epoch.getValue()).sum();
            if (total < JUDGED_WRITES) {
                continue;
            }
            judged++;
            long used =
                    IntStream.of(epoch.getValue()).filter(count -> count > 0).count();
            double busiest = IntStream.of(epoch.getValue()).max().orElseThrow() / ((double) total / used);
            String figures = "%s, epoch %d: %,d writes, %d partitions, busiest %.2f x the mean, bands version %d"
                    .formatted(
                            name,
                            epoch.getKey(),
                            total,
                            used,
                            busiest,
                            encoder.bands().version());
            System.out.println(figures);
            assertThat(used).as(figures).isGreaterThanOrEqualTo(PARTITIONS_OF_AN_EPOCH);
            assertThat(busiest).as(figures).isLessThanOrEqualTo(2);
        }
        assertThat(judged).as("epochs judged of " + name).isPositive();
    }
}
