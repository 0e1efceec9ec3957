package io.foreshard.benchmarks;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ProfileLayout;
import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.FullPartitions;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.RecentColumns;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of a batch of 16 actions of one user before its rows are stored: window, profile ids, receipts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {
    private static final UUID USER = new UUID(1, 2);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Instant LATER = NOW.plus(Duration.ofDays(2));
    private static final int RECORD_BYTES = 2800;
    private static final int BATCH = 16;

    private final ProfileEncoder encoder = new ProfileEncoder(
            ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned(), FullPartitions.NONE);
    private final IssuingRules rules =
            new IssuingRules(encoder, RECORD_BYTES, Duration.ofHours(24), 10, RecentColumns.all(), Sessions.GAP);
    private final UserWindow newcomer = UserWindow.empty(USER);
    private final UserWindow full = window(UserWindow.MAX_RECEIPTS);
    private final List<ActionSummary> batch = actions(UserWindow.MAX_RECEIPTS, BATCH);
    private final List<ActionSummary> repeated = actions(UserWindow.MAX_RECEIPTS - BATCH, BATCH);

    private static List<ActionSummary> actions(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> ActionSummary.of(UserAction.of(USER, ActionType.VIEW)
                        .transactionId(new UUID(3, number))
                        .at(NOW.plusMillis(number))
                        .object(number)
                        .interest(1 + new Random(number).nextInt(100))
                        .payload(new byte[200])
                        .build()))
                .toList();
    }

    private UserWindow window(int count) {
        UserWindow window = newcomer;
        for (int first = 0; first < count; first += BATCH) {
            window = WindowUpdate.apply(window, actions(first, BATCH), ArchiveReply.NONE, rules, NOW)
                    .window();
        }
        return window;
    }

    /** The first batch of a user. */
    @Benchmark
    public WindowUpdate newcomer() {
        return WindowUpdate.apply(newcomer, batch, ArchiveReply.NONE, rules, NOW);
    }

    /** A batch for a full window. */
    @Benchmark
    public WindowUpdate fullWindow() {
        return WindowUpdate.apply(full, batch, ArchiveReply.NONE, rules, LATER);
    }

    /** A batch that was recorded before. */
    @Benchmark
    public WindowUpdate repeated() {
        return WindowUpdate.apply(full, repeated, ArchiveReply.NONE, rules, NOW);
    }
}
