package io.foreshard.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.prefetch.PrefetchQueue.Found;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrefetchQueueTest {
    private static final Context CONTEXT = new Context(Context.Subject.OBJECT, 1);
    private static final UUID USER = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final List<List<String>> asked = new ArrayList<>();
    private final List<CompletableFuture<Long>> answers = new ArrayList<>();
    private final Set<String> discarded = new HashSet<>();
    private final PrefetchStatistics statistics = new PrefetchStatistics();
    private final PrefetchPolicy policy = new PrefetchPolicy();
    private Instant now = Instant.EPOCH;
    private Duration deadline = Duration.ofSeconds(20);

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Fetcher<String> fetcher = new Fetcher<>() {
        @Override
        public CompletableFuture<Long> fetch(Collection<String> keys) {
            asked.add(List.copyOf(keys));
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        @Override
        public void discard(Collection<String> keys) {
            discarded.addAll(keys);
        }
    };

    private PrefetchQueue<String> queue(int queued, int perUser, int inFlight) {
        return queue(queued, perUser, inFlight, 100);
    }

    private PrefetchQueue<String> queue(int queued, int perUser, int inFlight, int onProbation) {
        PrefetchBudget budget =
                new PrefetchBudget(queued, perUser, inFlight, deadline, Duration.ofSeconds(60), onProbation, 20);
        PrefetchPace pace = new PrefetchPace(1_000, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        return new PrefetchQueue<>(fetcher, budget, pace, statistics, policy, clock, () -> {});
    }

    private static List<Prefetch<String>> prefetches(UUID user, String... keys) {
        return Stream.of(keys)
                .map(key -> new Prefetch<>(user, CONTEXT, List.of(key)))
                .toList();
    }

    private static void fetch(PrefetchQueue<String> queue, UUID user, String... keys) {
        queue.predicted(user, prefetches(user, keys), List.of());
    }

    private long ended(Outcome outcome) {
        return statistics.ended(outcome);
    }

    private void answerAll() {
        List.copyOf(answers).forEach(answer -> answer.complete(1L));
    }

    /** Any calls: the limits hold, no key is asked for twice at once, and in the end each fetch that was started has ended once. */
    @Property(tries = 200)
    void anyCalls_limitsHoldAndEachPrefetchEndsOnce(@ForAll long seed) {
        asked.clear();
        answers.clear();
        PrefetchStatistics before = new PrefetchStatistics();
        for (Outcome outcome : Outcome.values()) {
            for (long i = 0; i < ended(outcome); i++) {
                before.count(outcome);
            }
        }
        long issuedBefore = statistics.issued();
        SplittableRandom random = new SplittableRandom(seed);
        PrefetchQueue<String> queue = queue(10, 4, 5, 6);
        for (int step = 0; step < 300; step++) {
            UUID user = new UUID(0, random.nextInt(4));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    List<Prefetch<String>> fetches = new ArrayList<>();
                    List<Prefetch<String>> shadows = new ArrayList<>();
                    for (int i = random.nextInt(6); i > 0; i--) {
                        List<String> keys = random.ints(1 + random.nextInt(2), 0, 40)
                                .distinct()
                                .mapToObj(Integer::toString)
                                .toList();
                        (random.nextInt(4) == 0 ? shadows : fetches).add(new Prefetch<>(user, CONTEXT, keys));
                    }
                    queue.predicted(user, fetches, shadows);
                }
                case 2 -> queue.pump();
                case 3 -> queue.read(Integer.toString(random.nextInt(40)));
                case 4 -> {
                    if (!answers.isEmpty()) {
                        CompletableFuture<Long> answer = answers.get(random.nextInt(answers.size()));
                        if (random.nextInt(4) == 0) {
                            answer.completeExceptionally(new IllegalStateException("down"));
                        } else {
                            answer.complete((long) random.nextInt(100));
                        }
                    }
                }
                default -> now = now.plusMillis(random.nextInt(5_000));
            }
            assertThat(queue.waiting()).isLessThanOrEqualTo(10);
            assertThat(queue.load()).isBetween(0.0, 1.0);
            List<String> inFlight = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                if (!answers.get(i).isDone()) {
                    inFlight.addAll(asked.get(i));
                }
            }
            assertThat(inFlight).hasSizeLessThanOrEqualTo(6).doesNotHaveDuplicates();
        }
        queue.cancel();
        answerAll();
        now = now.plusSeconds(100);
        queue.pump();
        long ends = Stream.of(Outcome.USED, Outcome.LATE, Outcome.WASTED, Outcome.FAILED)
                .mapToLong(outcome -> ended(outcome) - before.ended(outcome))
                .sum();
        // A prefetch of two keys, of which one was read before the fetch of the other, ends as well.
        assertThat(ends).isEqualTo(statistics.issued() - issuedBefore);
        assertThat(queue.load()).isZero();
        assertThat(policy.open(CONTEXT)).isZero();
    }

    @Test
    void predicted_userActsAgain_cancelsWhatIsNotPredictedAnyMore() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a", "b");
        fetch(queue, OTHER, "x");
        fetch(queue, USER, "b", "c");
        queue.pump();
        assertThat(asked).containsExactly(List.of("b", "c"), List.of("x"));
        assertThat(ended(Outcome.CANCELLED)).isEqualTo(1);
    }

    @Test
    void read_waitingKey_isSupersededAndNotFetched() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a");
        assertThat(queue.read("a").found()).isEqualTo(Found.NOTHING);
        queue.pump();
        assertThat(asked).isEmpty();
        assertThat(ended(Outcome.SUPERSEDED)).isEqualTo(1);
    }

    @Test
    void read_keyInFlight_joinsFetch() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a");
        queue.pump();
        PrefetchQueue.Read read = queue.read("a");
        assertThat(read.found()).isEqualTo(Found.IN_FLIGHT);
        assertThat(read.fetched()).isNotDone();
        fetch(queue, OTHER, "a");
        queue.pump();
        assertThat(asked).hasSize(1);
        answerAll();
        assertThat(read.fetched()).isCompleted();
        now = now.plusSeconds(61);
        queue.pump();
        assertThat(ended(Outcome.LATE)).isEqualTo(1);
        assertThat(ended(Outcome.USED)).isZero();
        assertThat(discarded).isEmpty();
    }

    @Test
    void read_fetchFails_completesNormally() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a", "b");
        queue.pump();
        PrefetchQueue.Read read = queue.read("a");
        answers.get(0).completeExceptionally(new IllegalStateException("down"));
        assertThat(read.fetched()).isCompleted();
        assertThat(ended(Outcome.LATE)).isEqualTo(1);
        assertThat(ended(Outcome.FAILED)).isEqualTo(1);
    }

    @Test
    void read_fetchedKey_isUsedOnce_unreadOneIsWastedAndDiscarded() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a", "b");
        queue.pump();
        answerAll();
        assertThat(queue.read("a").found()).isEqualTo(Found.FETCHED);
        assertThat(queue.read("a").found()).isEqualTo(Found.NOTHING);
        now = now.plusSeconds(61);
        queue.pump();
        assertThat(statistics.issued()).isEqualTo(2);
        assertThat(ended(Outcome.USED)).isEqualTo(1);
        assertThat(ended(Outcome.WASTED)).isEqualTo(1);
        assertThat(discarded).containsExactly("b");
    }

    @Test
    void read_oneKeyOfGroup_usesTheGroupOnce() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        queue.predicted(USER, List.of(new Prefetch<>(USER, CONTEXT, List.of("a", "b", "c"))), List.of());
        queue.pump();
        answerAll();
        assertThat(queue.read("b").found()).isEqualTo(Found.FETCHED);
        assertThat(queue.read("c").found()).isEqualTo(Found.FETCHED);
        now = now.plusSeconds(61);
        queue.pump();
        assertThat(ended(Outcome.USED)).isEqualTo(1);
        assertThat(ended(Outcome.WASTED)).isZero();
    }

    @Test
    void pump_probationIsFull_wastesTheOldest() {
        PrefetchQueue<String> queue = queue(10, 5, 5, 2);
        fetch(queue, USER, "a", "b", "c");
        queue.pump();
        answerAll();
        queue.pump();
        assertThat(discarded).containsExactly("a");
        assertThat(queue.read("c").found()).isEqualTo(Found.FETCHED);
    }

    @Test
    void predicted_userActsWithoutUse_isJudgedBeforeItsTimeToLive() {
        PrefetchQueue<String> queue = queue(100, 100, 100);
        policy.decide(CONTEXT, .5, .1);
        for (int i = 0; i < 60; i++) {
            fetch(queue, USER, "key " + i);
            queue.pump();
        }
        answerAll();
        assertThat(policy.decide(CONTEXT, .5, .1)).isEqualTo(PrefetchPolicy.Decision.SHADOW);
    }

    @Test
    void predicted_shadow_isScoredWithoutFetch() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        for (int i = 0; i < 40; i++) {
            policy.shadow(CONTEXT, false);
        }
        for (int i = 0; i < 40; i++) {
            policy.decide(CONTEXT, .5, .1);
            queue.predicted(USER, List.of(), prefetches(USER, "a"));
            queue.pump();
            queue.read("a");
        }
        assertThat(asked).isEmpty();
        assertThat(ended(Outcome.USED)).isZero();
        assertThat(policy.decide(CONTEXT, .5, .1)).isEqualTo(PrefetchPolicy.Decision.FETCH);
    }

    @Test
    void pump_bytesOfSecondAreSpent_waits() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a");
        queue.pump();
        answers.get(0).complete(1_000L); // the budget begins at 250 bytes a second
        fetch(queue, USER, "b");
        queue.pump();
        assertThat(asked).hasSize(1);
        now = now.plusSeconds(5);
        queue.pump();
        assertThat(asked).hasSize(2);
    }

    @Test
    void pump_requestHangsPastItsDeadline_sendsNoOtherBeforeItEnds() {
        deadline = Duration.ofMillis(20);
        PrefetchQueue<String> queue = queue(10, 5, 1);
        fetch(queue, USER, "a");
        queue.pump();
        await().until(() -> ended(Outcome.FAILED) == 1);

        fetch(queue, USER, "b");
        queue.pump();
        assertThat(asked).hasSize(1);

        answerAll();
        queue.pump();
        assertThat(asked).hasSize(2);
    }

    @Test
    void pump_keyPastDeadline_isDropped() {
        PrefetchQueue<String> queue = queue(10, 5, 5);
        fetch(queue, USER, "a");
        now = now.plusSeconds(21);
        queue.pump();
        assertThat(asked).isEmpty();
        assertThat(ended(Outcome.DROPPED)).isEqualTo(1);
    }
}
