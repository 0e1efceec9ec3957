package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.Hashing;
import io.foreshard.predict.RunSeed;
import io.foreshard.trace.SyntheticTrace;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The busiest partition of an epoch gets at most twice the mean of its epoch. */
class PlacementEvennessTest {
    private static final int PARTITIONS = 1024;
    private static final Duration EPOCH = Duration.ofDays(30);
    /** Epochs with fewer rows for each partition are too small to judge: a run of a user is 32 rows. */
    private static final int JUDGED_MEAN = 50;

    private static final ToIntFunction<UserAction> ONE_SERVER = action -> 0;

    static LongStream seeds() {
        return LongStream.concat(
                LongStream.of(SyntheticTrace.DEFAULT_SEED, 1, 2, 3, 4, 5), LongStream.of(RunSeed.get()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void record_syntheticShop_busiestIsAtMostTwiceTheMean(long seed) {
        PlacementReplay replay = new PlacementReplay(PARTITIONS, EPOCH, 1, 1);

        check(replay.record(new SyntheticTrace(seed).shop(), ONE_SERVER));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void record_syntheticShopInShortEpochs_busiestIsAtMostTwiceTheMean(long seed) {
        PlacementReplay replay = new PlacementReplay(256, Duration.ofHours(36), 2, 128);

        check(replay.record(new SyntheticTrace(seed).shop(), PlacementEvennessTest::anyOfTwo));
    }

    @ParameterizedTest
    @ValueSource(longs = {SyntheticTrace.DEFAULT_SEED, 1})
    void record_syntheticPurchases_busiestIsAtMostTwiceTheMean(long seed) {
        PlacementReplay replay = new PlacementReplay(PARTITIONS, EPOCH, 1, 1);

        check(replay.record(new SyntheticTrace(seed).purchases(), ONE_SERVER));
    }

    /** Each server gets the actions of other users, the busiest quarter of them at the last server. */
    @Test
    void record_serversWithDifferentUsers_busiestIsAtMostTwiceTheMean() {
        List<UserAction> actions = new SyntheticTrace(SyntheticTrace.DEFAULT_SEED).shop();
        Map<UUID, Integer> sizes = new HashMap<>();
        actions.forEach(action -> sizes.merge(action.userId(), 1, Integer::sum));
        List<UUID> users = sizes.keySet().stream()
                .sorted((a, b) -> sizes.get(a) - sizes.get(b))
                .toList();
        Map<UUID, Integer> servers = new HashMap<>();
        users.forEach(user -> servers.put(user, 4 * servers.size() / users.size()));
        PlacementReplay replay = new PlacementReplay(PARTITIONS, EPOCH, 4, 128);

        check(replay.record(actions, action -> servers.get(action.userId())));
    }

    /** A server that starts again has no counts; it happens after each tenth of the trace. */
    @Test
    void record_serversThatForget_busiestIsAtMostTwiceTheMean() {
        List<UserAction> actions = new SyntheticTrace(SyntheticTrace.DEFAULT_SEED).shop();
        int tenth = actions.size() / 10 + 1;
        PlacementReplay replay = new PlacementReplay(PARTITIONS, EPOCH, 2, 128);
        for (int from = 0; from < actions.size(); from += tenth) {
            replay.record(
                    actions.subList(from, Math.min(from + tenth, actions.size())), PlacementEvennessTest::anyOfTwo);
            replay.restart();
        }

        check(replay);
    }

    @ParameterizedTest
    @CsvSource({
        "taobao, taobao/UserBehavior_100k.csv",
        "taobao, taobao/UserBehavior_hotitems_10k.csv",
        "taobao, taobao/UserBehavior_timeslice_96k.csv",
        "cdnow, cdnow/CDNOW_master.txt",
        "trivago, trivago/trivago_100k.csv.gz",
        "yoochoose, yoochoose/yoochoose-clicks-100k_train_full.txt",
        "bpi, bpi/bpi_12_w.csv"
    })
    void record_recordedTrace_busiestIsAtMostTwiceTheMean(String format, String file) throws IOException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));
        PlacementReplay replay = new PlacementReplay(PARTITIONS, EPOCH, 1, 1);

        check(replay.record(Trace.open(format + ":" + TraceFiles.path(file)).actions(), ONE_SERVER));
    }

    /** The help desk has 400 rows a month, too few for the default epoch. */
    @Test
    void record_recordedHelpDesk_busiestIsAtMostTwiceTheMean() throws IOException {
        String file = "bpi/helpdesk.csv";
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));
        PlacementReplay replay = new PlacementReplay(PARTITIONS, Duration.ofDays(600), 1, 1);

        check(replay.record(Trace.open("bpi:" + TraceFiles.path(file)).actions(), ONE_SERVER));
    }

    private static int anyOfTwo(UserAction action) {
        return (int) (Hashing.mix(action.time().getEpochSecond()) & 1);
    }

    private static void check(PlacementReplay replay) {
        assertThat(replay.busiestOverMean(JUDGED_MEAN)).isNotEmpty().allSatisfy((epoch, ratio) -> assertThat(ratio)
                .isLessThanOrEqualTo(2));
    }
}
