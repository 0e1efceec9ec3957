package io.foreshard.workbench.demo;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.predict.Step;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.profile.UserWindow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.eviction.lru.LruEvictionPolicyFactory;
import org.apache.ignite.configuration.NearCacheConfiguration;

/**
 * Returning users on a thick client with a near cache: a session begins, its user is shown the last transactions, then acts; an action with an object
 * reads that object's row.
 *
 * <p>Between two steps a user thinks for 50 ms: far less than people do, and all the time a prefetch has.
 */
final class Replay {
    private static final int LAST_TRANSACTIONS = 10;
    private static final int STEPS = UserWindow.MAX_ACTIONS;
    private static final int USERS_AT_ONCE = 32;
    private static final long THINK_MILLIS = 50;
    private static final int NEAR_ENTRIES = 20_000;
    private static final long MAX_WAIT_MICROS = 120_000_000;

    private final Recorder recorder;
    private final IgniteCache<TransactionKey, TransactionRecord> transactions;
    private final IgniteCache<ObjectKey, ObjectRow> objects;
    private final IgniteCache<UUID, UserWindow> windows;
    private final Prefetcher prefetcher;
    private final Histogram waits = new ConcurrentHistogram(MAX_WAIT_MICROS, 3);
    private final LongAdder keys = new LongAdder();
    private final LongAdder nearHits = new LongAdder();

    private final DemoCluster cluster;
    private final long remoteReadsBefore;
    private long remoteReads;

    /** @param prefetching whether the client tells a prefetcher what users do */
    Replay(DemoCluster cluster, Recorder recorder, boolean prefetching) {
        this.cluster = cluster;
        this.recorder = recorder;
        remoteReadsBefore = cluster.remoteReads();
        Ignite client = cluster.client();
        transactions = near(client, ProfiledTables.TRANSACTIONS);
        objects = near(client, Recorder.OBJECTS);
        windows = client.cache(IngestionCaches.WINDOWS);
        prefetcher = prefetching
                ? client.<Foreshard>plugin(Foreshard.NAME)
                        .prefetcher(Map.of(TransactionKey.class, transactions, ObjectKey.class, objects), recorder::key)
                : null;
    }

    private static <K, V> IgniteCache<K, V> near(Ignite client, String name) {
        NearCacheConfiguration<K, V> near = new NearCacheConfiguration<>();
        near.setNearEvictionPolicyFactory(new LruEvictionPolicyFactory<>(NEAR_ENTRIES));
        return client.getOrCreateNearCache(name, near);
    }

    /** Replays all sessions, {@value #USERS_AT_ONCE} users at once. */
    void run(List<List<UserAction>> sessions, Progress progress, String step) throws InterruptedException {
        ExecutorService users = Executors.newFixedThreadPool(USERS_AT_ONCE);
        progress.begin(step, sessions.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<UserAction> session : sessions) {
                running.add(users.submit(() -> {
                    session(session);
                    return null;
                }));
            }
            for (int done = 0; done < running.size(); done++) {
                running.get(done).get();
                progress.at(done);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "A replayed session failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            users.shutdownNow();
        }
        remoteReads = cluster.remoteReads() - remoteReadsBefore;
        progress.end();
    }

    private void session(List<UserAction> session) throws InterruptedException {
        UUID user = session.get(0).userId();
        UserWindow window = windows.get(user);
        if (prefetcher != null) {
            prefetcher.onSessionStart(window);
        }
        Thread.sleep(THINK_MILLIS);
        List<Receipt> issued = window.issued();
        Set<TransactionKey> last = new HashSet<>();
        for (Receipt receipt : issued.subList(Math.max(0, issued.size() - LAST_TRANSACTIONS), issued.size())) {
            last.add(receipt.key(0));
        }
        read(transactions, last);
        List<Step> steps =
                new ArrayList<>(window.actions().stream().map(Step::of).toList());
        for (UserAction action : session) {
            if (action.objectId() != UserAction.NO_OBJECT) {
                read(objects, Set.of(recorder.key(action.objectId())));
            }
            steps.add(new Step(action.type(), action.time().toEpochMilli(), action.objectId(), action.interest()));
            if (prefetcher != null) {
                prefetcher.onAction(user, steps.subList(Math.max(0, steps.size() - STEPS), steps.size()));
            }
            Thread.sleep(THINK_MILLIS);
        }
    }

    private <K, V> void read(IgniteCache<K, V> cache, Set<K> wanted) {
        for (K key : wanted) {
            keys.increment();
            if (cache.localPeek(key, CachePeekMode.NEAR) != null) {
                nearHits.increment();
            }
        }
        long begin = System.nanoTime();
        if (prefetcher != null) {
            CompletableFuture.allOf(wanted.stream().map(prefetcher::onRead).toArray(CompletableFuture<?>[]::new))
                    .join();
        }
        cache.getAll(wanted);
        waits.recordValue(Math.min(MAX_WAIT_MICROS, (System.nanoTime() - begin) / 1_000));
    }

    DemoReport.Latency latency() {
        return new DemoReport.Latency(waits.getValueAtPercentile(50) / 1e3, waits.getValueAtPercentile(99) / 1e3);
    }

    /** Returns the requests for cold pages that the replay caused. */
    long remoteReads() {
        return remoteReads;
    }

    long reads() {
        return waits.getTotalCount();
    }

    /** Returns the share of the keys that were in the client's memory when they were read. */
    double nearHitRate() {
        return (double) nearHits.sum() / Math.max(1, keys.sum());
    }

    /** Returns what became of the prefetched keys; those that were not read by now are wasted. */
    DemoReport.Prefetch prefetch() {
        if (prefetcher == null) {
            return new DemoReport.Prefetch(0, 0, 0);
        }
        long issued = prefetcher.statistics().issued();
        long used = prefetcher.statistics().used();
        long late = prefetcher.statistics().late();
        return new DemoReport.Prefetch(used, issued - used - late, late);
    }
}
