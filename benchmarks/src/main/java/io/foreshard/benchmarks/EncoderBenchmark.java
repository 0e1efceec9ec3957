package io.foreshard.benchmarks;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ProfileLayout;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import java.time.Instant;
import java.time.Duration;
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

/** What a batch of 16 actions of one user costs before anything is stored: window, profile ids, receipts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {
    private static final UUID USER = new UUID(1, 2);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final int RECORD_BYTES = 2800;
    private static final int BATCH = 16;

    private final ProfileEncoder encoder =
            new ProfileEncoder(ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned());
    private final UserWindow newcomer = UserWindow.empty(USER);
    private final UserWindow full = WindowUpdate.apply(
                    newcomer, actions(0, UserWindow.MAX_RECEIPTS), encoder, NOW, RECORD_BYTES)
            .window();
    private final List<UserAction> batch = actions(UserWindow.MAX_RECEIPTS, BATCH);
    private final List<UserAction> repeated = actions(UserWindow.MAX_RECEIPTS - BATCH, BATCH);

    private static List<UserAction> actions(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> UserAction.of(USER, ActionType.VIEW).transactionId(new UUID(3, number)).at(NOW.plusMillis(number)).object(number).interest(1 + new Random(number).nextInt(100)).payload(new byte[200]).build())
                .toList();
    }

    /** The first batch of a user. */
    @Benchmark
    public WindowUpdate newcomer() {
        return WindowUpdate.apply(newcomer, batch, encoder, NOW, RECORD_BYTES);
    }

    /** A batch for a window that is full. */
    @Benchmark
    public WindowUpdate fullWindow() {
        return WindowUpdate.apply(full, batch, encoder, NOW, RECORD_BYTES);
    }

    /** A batch that was taken before. */
    @Benchmark
    public WindowUpdate repeated() {
        return WindowUpdate.apply(full, repeated, encoder, NOW, RECORD_BYTES);
    }
}
