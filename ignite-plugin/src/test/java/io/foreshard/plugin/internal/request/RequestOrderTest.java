package io.foreshard.plugin.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestOrderTest {
    private final RequestOrder order = new RequestOrder();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    private final class Named extends RequestOrder.Member {
        private final String name;

        Named(String name, Object... keys) {
            super(List.of(keys));
            this.name = name;
        }

        @Override
        void begin() {
            begun.add(name);
        }
    }

    @Test
    void add_keyOfEarlierMember_beginsAfterItsEnd() {
        Named first = new Named("first", 1);
        Named second = new Named("second", 1);
        Named other = new Named("other", 2);
        order.add(first);
        order.add(second);
        order.add(other);
        assertThat(begun).containsExactly("first", "other");
        order.end(first);
        assertThat(begun).containsExactly("first", "other", "second");
        order.end(second);
        order.end(other);
        assertThat(order.isEmpty()).isTrue();
        assertThat(order.hasAny(List.of(1, 2))).isFalse();
    }

    @Test
    void add_severalKeys_beginsAfterTheLastMemberOfEach() {
        Named one = new Named("one", 1);
        Named two = new Named("two", 2);
        Named both = new Named("both", 1, 2);
        order.add(one);
        order.add(two);
        order.add(both);
        order.end(two);
        assertThat(begun).containsExactly("one", "two");
        order.end(one);
        assertThat(begun).containsExactly("one", "two", "both");
    }

    @Test
    void add_sameKeyTwice_doesNotWaitForItself() {
        order.add(new Named("twice", 1, 1));
        assertThat(begun).containsExactly("twice");
    }

    @Test
    void addBehind_noEarlierMember_isNotAdded() {
        Named first = new Named("first", 1);
        assertThat(order.addBehind(first)).isFalse();
        assertThat(order.isEmpty()).isTrue();
        order.add(first);
        assertThat(order.addBehind(new Named("second", 1))).isTrue();
        assertThat(order.size()).isEqualTo(2);
    }

    @Test
    void end_twice_beginsFollowersOnce() {
        Named first = new Named("first", 1);
        order.add(first);
        order.add(new Named("second", 1));
        order.end(first);
        order.end(first);
        assertThat(begun).containsExactly("first", "second");
        assertThat(order.size()).isEqualTo(1);
    }

    /** Members of several threads with overlapping keys: all run, those of one key in the order in which one thread added them. */
    @Test
    void add_manyThreadsAndKeys_endsAllInOrder() throws InterruptedException {
        int threads = 4;
        int each = 2_000;
        ExecutorService adding = Executors.newFixedThreadPool(threads);
        ExecutorService running = Executors.newFixedThreadPool(threads);
        Map<Integer, Queue<Integer>> seen = new HashMap<>();
        Map<Integer, List<Integer>> expected = new HashMap<>();
        for (int key = 0; key < 10 * threads; key++) {
            seen.put(key, new ConcurrentLinkedQueue<>());
            expected.put(key, new ArrayList<>());
        }
        CountDownLatch ended = new CountDownLatch(threads * each);
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            adding.execute(() -> {
                Random random = new Random(own);
                for (int i = 0; i < each; i++) {
                    Set<Object> keys = new HashSet<>();
                    for (int j = random.nextInt(3); j >= 0; j--) {
                        // keys of this thread, whose order is known, and keys that the threads share
                        int key = own * 10 + random.nextInt(10);
                        if (keys.add(key)) {
                            expected.get(key).add(i);
                        }
                        keys.add("shared " + random.nextInt(5));
                    }
                    int number = i;
                    order.add(new RequestOrder.Member(keys) {
                        @Override
                        void begin() {
                            running.execute(() -> {
                                keys.stream().filter(Integer.class::isInstance).forEach(key -> seen.get((Integer) key)
                                        .add(number));
                                order.end(this);
                                ended.countDown();
                            });
                        }
                    });
                }
            });
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        adding.shutdown();
        running.shutdown();
        assertThat(order.isEmpty()).isTrue();
        expected.forEach(
                (key, numbers) -> assertThat(seen.get(key)).as("key %d", key).containsExactlyElementsOf(numbers));
    }
}
