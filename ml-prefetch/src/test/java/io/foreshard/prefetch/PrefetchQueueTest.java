package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrefetchQueueTest {
    private static final UUID USER = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final List<Collection<?>> asked = new ArrayList<>();
    private CompletableFuture<Object> answer = new CompletableFuture<>();
    private final List<Boolean> outcomes = new ArrayList<>();
    private final PrefetchStatistics statistics = new PrefetchStatistics();
    private Instant now = Instant.EPOCH;

    private PrefetchQueue<String> queue(int queued, int perUser, int inFlight) {
        PrefetchBudget budget =
                new PrefetchBudget(queued, perUser, inFlight, Duration.ofSeconds(20), Duration.ofSeconds(60), 100);
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        Fetcher<String> fetcher = keys -> {
            asked.add(keys);
            return answer;
        };
        return new PrefetchQueue<>(fetcher, budget, statistics, (context, used) -> outcomes.add(used), clock, () -> {});
    }

    @Property(tries = 50)
    void replaceAndPump_anyKeys_stayWithinBudget(
            @ForAll @Size(max = 100) List<@IntRange(max = 40) Integer> numbers,
            @ForAll @IntRange(min = 1, max = 9) int perUser) {
        List<String> keys = numbers.stream().map(String::valueOf).toList();
        PrefetchQueue<String> queue = queue(10, perUser, 3);
        queue.replace(USER, keys, 1);
        assertThat(queue.waiting()).isLessThanOrEqualTo(perUser);
        queue.replace(OTHER, keys, 1);
        assertThat(queue.waiting()).isLessThanOrEqualTo(10);
        queue.pump();
        assertThat(asked.stream().mapToInt(Collection::size).sum()).isLessThanOrEqualTo(3);
        asked.clear();
    }

    @Test
    void replace_newKeysOfUser_cancelsWaitingKeysOfThisUserOnly() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.replace(USER, List.of("a", "b"), 1);
        queue.replace(OTHER, List.of("x"), 1);
        queue.replace(USER, List.of("c"), 1);
        queue.pump();
        assertThat(asked.stream().map(List::<Object>copyOf)).containsExactly(List.of("x"), List.of("c"));
        assertThat(statistics.dropped()).isEqualTo(2);
    }

    @Test
    void read_keyInFlight_joinsFetch() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.replace(USER, List.of("a"), 1);
        queue.pump();
        CompletableFuture<Void> read = queue.read("a");
        assertThat(read).isNotDone();
        queue.replace(OTHER, List.of("a"), 1);
        queue.pump();
        assertThat(asked).hasSize(1);
        answer.complete("warm");
        assertThat(read).isCompleted();
        assertThat(statistics.late()).isEqualTo(1);
        assertThat(statistics.used()).isZero();
        assertThat(outcomes).containsExactly(true);
    }

    @Test
    void read_fetchFails_completesNormally() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.replace(USER, List.of("a"), 1);
        queue.pump();
        CompletableFuture<Void> read = queue.read("a");
        answer.completeExceptionally(new IllegalStateException("down"));
        assertThat(read).isCompleted();
        assertThat(statistics.failed()).isEqualTo(1);
    }

    @Test
    void read_fetchedKey_countsAsUsedOnce() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        answer.complete("warm");
        queue.replace(USER, List.of("a", "b"), 1);
        queue.pump();
        queue.read("a");
        queue.read("a");
        now = now.plusSeconds(61);
        queue.pump();
        assertThat(statistics.issued()).isEqualTo(2);
        assertThat(statistics.used()).isEqualTo(1);
        assertThat(statistics.wasted()).isEqualTo(1);
        assertThat(outcomes).containsExactly(true, false);
    }

    @Test
    void follow_readKey_isScoredWithoutFetch() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.follow(USER, "a", 1);
        queue.pump();
        queue.read("a");
        assertThat(asked).isEmpty();
        assertThat(statistics.used()).isZero();
        assertThat(outcomes).containsExactly(true);
    }

    @Test
    void pump_keyPastDeadline_isDropped() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.replace(USER, List.of("a"), 1);
        now = now.plusSeconds(21);
        queue.pump();
        assertThat(asked).isEmpty();
        assertThat(statistics.dropped()).isEqualTo(1);
    }
}
