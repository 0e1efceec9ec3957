package io.foreshard.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.transactions.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes that share a counter. */
class SharedStateTest {
    private static final String KEY = "counter";
    private static final int THREADS_PER_NODE = 4;
    private static final int INCREMENTS = 50;
    private static final int RESTARTS = 3;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite first;
    private static Ignite second;

    private SharedState<Long> here;
    private SharedState<Long> there;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        first = nodes.server("server-0", null);
        second = nodes.server("server-1", null);
        first.cluster().state(ClusterState.ACTIVE);
        first.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void remove() {
        // Not clear, which takes part in no rebalance: the node that a test started again would keep the value.
        first.cache(TableNames.DEFAULT.meta()).remove(KEY);
        here = counter(first);
        there = counter(second);
    }

    private static SharedState<Long> counter(Ignite node) {
        return new SharedState<>(node, KEY, new CounterCodec(1));
    }

    private static void put(Object content) {
        first.<String, Object>cache(TableNames.DEFAULT.meta()).put(KEY, content);
    }

    private static byte[] sealed(int format, long value) {
        return StateEnvelope.seal(KEY, format, 1, UUID.randomUUID(), new CounterCodec(1).encode(value));
    }

    private static Long increment(SharedState<Long> state) {
        return state.update(value -> value.orElse(0L) + 1).value().orElseThrow();
    }

    @Test
    void read_nothingStored_hasVersionZero() {
        assertThat(here.read().version()).isZero();
        assertThat(here.read().value()).isEmpty();
    }

    @Test
    void tryReplace_expectedValue_isSeenOnEveryNode() {
        assertThat(here.tryReplace(here.read(), 5L)).isTrue();
        assertThat(there.read().value()).contains(5L);
        assertThat(there.tryReplace(there.read(), 6L)).isTrue();

        assertThat(here.read().value()).contains(6L);
        assertThat(here.read().version()).isEqualTo(2);
    }

    @Test
    void tryReplace_staleValue_changesNothing() {
        Versioned<Long> absent = here.read();
        assertThat(here.tryReplace(absent, 5L)).isTrue();
        Versioned<Long> stale = here.read();
        assertThat(there.tryReplace(there.read(), 6L)).isTrue();

        assertThat(here.tryReplace(absent, 7L)).isFalse();
        assertThat(here.tryReplace(stale, 7L)).isFalse();
        assertThat(there.read().value()).contains(6L);
    }

    @Test
    void tryReplace_removedAndCreatedAgain_isStaleAlthoughTheVersionIsEqual() {
        here.tryReplace(here.read(), 5L);
        Versioned<Long> removed = here.read();
        first.cache(TableNames.DEFAULT.meta()).remove(KEY);
        there.tryReplace(there.read(), 5L);

        assertThat(there.read().version()).isEqualTo(removed.version());
        assertThat(here.tryReplace(removed, 6L)).isFalse();
    }

    @Test
    void read_unchanged_returnsTheDecodedObject() {
        here.tryReplace(here.read(), 1_000_000L);
        Versioned<Long> read = here.read();

        assertThat(here.read()).isSameAs(read);
        there.tryReplace(there.read(), 1_000_001L);
        assertThat(here.read()).isNotSameAs(read);
    }

    @Test
    void update_sameObject_writesNothing() {
        increment(here);

        assertThat(here.update(value -> value.orElseThrow()).version()).isEqualTo(1);
        assertThat(here.read().version()).isEqualTo(1);
    }

    @Test
    void update_threadsOnTwoNodes_loseNothing() throws Exception {
        List<Long> results = together(2 * THREADS_PER_NODE, thread -> {
            SharedState<Long> state = thread % 2 == 0 ? here : there;
            List<Long> ofThread = new ArrayList<>();
            for (int i = 0; i < INCREMENTS; i++) {
                ofThread.add(increment(state));
            }
            return ofThread;
        });

        long all = 2L * THREADS_PER_NODE * INCREMENTS;
        assertThat(results).doesNotHaveDuplicates().hasSize((int) all);
        assertThat(here.read().value()).contains(all);
        assertThat(there.read().version()).isEqualTo(all);
    }

    @Test
    void update_otherNodeStopsAndReturns_losesNothing() throws Exception {
        for (int restart = 0; restart < RESTARTS; restart++) {
            long before = here.read().value().orElse(0L);
            Ignite leaving = second;
            List<Long> results = together(THREADS_PER_NODE + 1, thread -> {
                List<Long> ofThread = new ArrayList<>();
                if (thread == THREADS_PER_NODE) {
                    Ignition.stop(leaving.name(), true);
                } else {
                    for (int i = 0; i < INCREMENTS; i++) {
                        ofThread.add(increment(here));
                    }
                }
                return ofThread;
            });
            second = nodes.server("server-1", null);

            long acknowledged = (long) THREADS_PER_NODE * INCREMENTS;
            assertThat(results).doesNotHaveDuplicates().hasSize((int) acknowledged);
            assertThat(here.read().value().orElseThrow()).isGreaterThanOrEqualTo(before + acknowledged);
            assertThat(counter(second).read().version()).isEqualTo(here.read().version());
        }
    }

    static Stream<Named<Object>> unreadable() {
        byte[] truncated = sealed(1, 5);
        byte[] damaged = sealed(1, 5);
        damaged[damaged.length - 1]++;
        return Stream.of(
                Named.of("text", "text"),
                Named.of("a list", new ArrayList<>(List.of(1))),
                Named.of("an object", new StateCacheTestObject("x")),
                Named.of("bytes of another program", new byte[] {1, 2, 3}),
                Named.of("truncated", java.util.Arrays.copyOf(truncated, truncated.length - 1)),
                Named.of("damaged", damaged),
                Named.of("another type", StateEnvelope.seal(KEY, 1, 1, UUID.randomUUID(), new byte[3])),
                Named.of("a newer format", sealed(2, 5)));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void read_unreadableContent_isRefusedAndRecovers(Object content) {
        Versioned<Long> absent = here.read();
        put(content);

        for (SharedState<Long> state : List.of(here, there)) {
            assertThatThrownBy(state::read)
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageMatching(
                            "The shared state 'counter' in the cache .* cannot be read: .*\\. (Remove|Run) .*\\.");
            assertThatThrownBy(() -> increment(state)).isInstanceOf(UnreadableStateException.class);
        }
        assertThat(here.tryReplace(absent, 1L))
                .as("unreadable content is not replaced")
                .isFalse();

        put(sealed(1, 5));
        assertThat(here.read().value()).contains(5L);
        assertThat(increment(there)).isEqualTo(6);
    }

    @Test
    void read_newerFormat_namesTheCure() {
        put(sealed(3, 5));

        assertThatThrownBy(here::read)
                .hasMessageContaining(
                        "it has format 3 of a newer Foreshard, this node reads up to format 1. Run the newer");
        assertThat(new SharedState<>(first, KEY, new CounterCodec(3)).read().value())
                .contains(5L);
    }

    @Test
    void read_unreadableContentRemoved_isAbsent() {
        put("text");
        assertThatThrownBy(here::read).hasMessageContaining("Remove this entry; the counter starts from 1.");

        first.cache(TableNames.DEFAULT.meta()).remove(KEY);
        assertThat(increment(here)).isEqualTo(1);
    }

    @Test
    void read_inTransaction_locksNothing() {
        increment(here);
        try (Transaction transaction = first.transactions().txStart()) {
            assertThat(here.read().value()).contains(1L);
            assertThat(increment(there)).isEqualTo(2);
            assertThatThrownBy(() -> increment(here)).hasMessageContaining("within a transaction");
            transaction.commit();
        }
        assertThat(here.read().value()).contains(2L);
    }

    private static List<Long> together(int threads, Function<Integer, List<Long>> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Callable<List<Long>>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                tasks.add(() -> {
                    start.countDown();
                    start.await();
                    return task.apply(number);
                });
            }
            List<Long> results = new ArrayList<>();
            for (Future<List<Long>> future : executor.invokeAll(tasks)) {
                results.addAll(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** A class no server needs to know. */
    private record StateCacheTestObject(String text) {}
}
