package io.foreshard.plugin.internal.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.RemotePage;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RowFetchesTest {
    private static final String CACHE = "sessions";

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> fetched = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Reason failure;
    private long nanos;
    private int batches;
    private final RowFetches fetches =
            new RowFetches(tasks::add, this::send, () -> nanos, (cache, cause) -> failures.add(cache));

    private BatchFetch.Failure send(Collection<RemotePage> pages) {
        if (failure != null) {
            return new BatchFetch.Failure(
                    pages.iterator().next(), new ObjectStoreException(failure, "The object could not be read.", null));
        }
        pages.forEach(page -> fetched.add(page.page()));
        batches++;
        return null;
    }

    @Test
    void fetch_somePagesTwice_fetchesEachOnceAndAllTogether() {
        assertThat(fetches.fetch(CACHE, page(1))).isTrue();
        assertThat(fetches.fetch(CACHE, page(1))).isFalse();
        assertThat(fetches.fetch(CACHE, page(2))).isTrue();
        runAll();
        assertThat(fetched).containsExactly(1, 2);
        assertThat(batches).isEqualTo(1);
        assertThat(fetches.fetch(CACHE, page(1))).isTrue();
    }

    @Test
    void fetch_storeDown_sendsOneRequestInTwoSeconds() {
        failure = Reason.UNAVAILABLE;
        fetches.fetch(CACHE, page(1));
        fetches.fetch(CACHE, page(2));
        runAll();
        assertThat(failures).containsExactly(CACHE);
        assertThat(fetches.fetch(CACHE, page(3))).isFalse();

        failure = null;
        nanos += Duration.ofSeconds(2).toNanos();
        assertThat(fetches.fetch(CACHE, page(3))).isTrue();
        runAll();
        assertThat(fetched).containsExactly(3);
    }

    @Test
    void fetch_objectMissing_fetchesOtherPages() {
        failure = Reason.NOT_FOUND;
        fetches.fetch(CACHE, page(1));
        tasks.remove().run();
        failure = null;
        assertThat(fetches.fetch(CACHE, page(2))).isTrue();
        runAll();
        assertThat(fetched).containsExactly(2);
        assertThat(failures).hasSize(1);
    }

    @Test
    void fetch_queueFull_isRefused() {
        int accepted = 0;
        while (fetches.fetch(CACHE, page(accepted))) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(256);
        tasks.remove().run();
        assertThat(fetches.fetch(CACHE, page(accepted))).isTrue();
    }

    @Test
    void fetch_executorStopped_isRefused() {
        RowFetches stopped = new RowFetches(
                task -> {
                    throw new RejectedExecutionException();
                },
                this::send,
                () -> nanos,
                (cache, cause) -> failures.add(cache));
        assertThat(stopped.fetch(CACHE, page(1))).isFalse();
        assertThat(failures).isEmpty();
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static RemotePage page(int number) {
        return new RemotePage(0, 0, null, number);
    }
}
