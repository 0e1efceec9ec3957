package io.foreshard.workbench.demo;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.prefetch.Outcome;
import io.foreshard.prefetch.Prefetcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.eviction.lru.LruEvictionPolicyFactory;
import org.apache.ignite.configuration.NearCacheConfiguration;

/**
 * Sessions of returning users on a thick client with near caches: a session reads its user's last transactions, then an action
 * with an object reads the row of that object.
 *
 * <p>The client first connects to the servers, then users arrive one after the other, {@value #ARRIVAL_MILLIS} ms apart. A user pauses for 50 ms between two steps, the only
 * time a prefetch has; people pause longer.
 */
final class Replay {
    private static final int LAST_TRANSACTIONS = 10;
    private static final int USERS_AT_ONCE = 32;
    private static final long THINK_MILLIS = 50;
    /** Time between the arrivals of two users. */
    static final long ARRIVAL_MILLIS = 20;

    private static final int NEAR_ENTRIES = 20_000;
    private static final long MAX_WAIT_MICROS = 120_000_000;

    private final Recorder recorder;
    private final IgniteCache<TransactionKey, TransactionRecord> transactions;
    private final IgniteCache<ObjectKey, ObjectRow> objects;
    private final Ingestion ingestion;
    private final Prefetcher prefetcher;
    private final Prefetching prefetching;
    private final Histogram waits = new ConcurrentHistogram(MAX_WAIT_MICROS, 3);
    /** Waits for objects that were not read before in their session. */
    private final Histogram newWaits = new ConcurrentHistogram(MAX_WAIT_MICROS, 3);

    private final LongAdder events = new LongAdder();
    private final List<UUID> users;
    private final List<Map.Entry<Long, Long>> interests;
    private final LongAdder keys = new LongAdder();
    private final LongAdder nearHits = new LongAdder();

    private final DemoCluster cluster;
    private final long remoteReadsBefore;
    private long remoteReads;

    /** What the client tells a prefetcher. */
    enum Prefetching {
        /** There is no prefetcher. */
        OFF,
        /** The actions of its users. */
        ON,
        /** Actions with random objects, and the returns of other users: every prediction is wrong. */
        WRONG
    }

    /** Opens the near caches. */
    Replay(DemoCluster cluster, Recorder recorder, Prefetching prefetching) {
        this.cluster = cluster;
        this.recorder = recorder;
        remoteReadsBefore = cluster.remoteReads();
        Ignite client = cluster.client();
        transactions = near(client, TableNames.DEFAULT.transactions());
        objects = near(client, Recorder.OBJECTS);
        Foreshard foreshard = client.plugin(Foreshard.NAME);
        ingestion = foreshard.ingestion();
        this.prefetching = prefetching;
        users = recorder.users();
        interests = List.copyOf(recorder.interests().entrySet());
        prefetcher = prefetching == Prefetching.OFF ? null : foreshard.prefetcher(Recorder.OBJECTS);
    }

    private static <K, V> IgniteCache<K, V> near(Ignite client, String name) {
        NearCacheConfiguration<K, V> near = new NearCacheConfiguration<>();
        near.setNearEvictionPolicyFactory(new LruEvictionPolicyFactory<>(NEAR_ENTRIES));
        return client.getOrCreateNearCache(name, near);
    }

    /** Reads rows that do not exist, one in each partition: the client connects to all servers, and no page is fetched. */
    private void connect() {
        int idBits = Long.SIZE - 1 - Integer.numberOfTrailingZeros(DemoCluster.PARTITIONS);
        Set<TransactionKey> missing = new HashSet<>();
        for (long partition = 0; partition < DemoCluster.PARTITIONS; partition++) {
            missing.add(new TransactionKey(partition << idBits, UUID.randomUUID(), ActionType.VIEW, 0));
        }
        transactions.getAll(missing);
        objects.get(recorder.key(Long.MAX_VALUE));
        ingestion.receipts(UUID.randomUUID());
    }

    /** Replays all sessions, at most {@value #USERS_AT_ONCE} users at once. */
    void run(List<List<UserAction>> sessions, Progress progress) throws InterruptedException {
        connect();
        ScheduledExecutorService users = Executors.newScheduledThreadPool(USERS_AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<UserAction> session : sessions) {
                Callable<Void> visit = () -> {
                    session(session);
                    return null;
                };
                running.add(users.schedule(visit, ARRIVAL_MILLIS * running.size(), TimeUnit.MILLISECONDS));
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
    }

    private void session(List<UserAction> session) throws InterruptedException {
        UUID user = session.get(0).userId();
        onSessionStart(user);
        Thread.sleep(THINK_MILLIS);
        List<Receipt> recent = ingestion.receipts(user);
        Set<TransactionKey> last = new HashSet<>();
        for (Receipt receipt : recent.subList(Math.max(0, recent.size() - LAST_TRANSACTIONS), recent.size())) {
            last.add(receipt.key(0));
        }
        readTransactions(last);
        Set<Long> read = new HashSet<>();
        for (UserAction action : session) {
            if (action.objectId() != UserAction.NO_OBJECT) {
                readObject(recorder.key(action.objectId()), read.add(action.objectId()));
            }
            onAction(action);
            Thread.sleep(THINK_MILLIS);
        }
    }

    private void onSessionStart(UUID user) {
        switch (prefetching) {
            case ON -> prefetcher.onSessionStart(user);
            case WRONG -> prefetcher.onSessionStart(any(users));
            case OFF -> {}
        }
    }

    private void onAction(UserAction action) {
        events.increment();
        switch (prefetching) {
            case ON -> prefetcher.onAction(action);
            case WRONG -> {
                if (action.objectId() != UserAction.NO_OBJECT) {
                    Map.Entry<Long, Long> wrong = any(interests);
                    prefetcher.onAction(UserAction.of(action.userId(), action.type())
                            .transactionId(action.transactionId())
                            .at(action.time())
                            .object(wrong.getKey())
                            .interest(wrong.getValue())
                            .build());
                }
            }
            case OFF -> {}
        }
    }

    private static <T> T any(List<T> values) {
        return values.get(ThreadLocalRandom.current().nextInt(values.size()));
    }

    private void readTransactions(Set<TransactionKey> wanted) {
        timed(transactions, wanted, false, () -> {
            if (prefetcher == null) {
                transactions.getAll(wanted);
            } else {
                prefetcher.transactions().getAll(wanted);
            }
        });
    }

    private void readObject(ObjectKey wanted, boolean isNew) {
        timed(objects, Set.of(wanted), isNew, () -> {
            if (prefetcher == null) {
                objects.get(wanted);
            } else {
                prefetcher.objects(Recorder.OBJECTS).get(wanted);
            }
        });
    }

    private <K> void timed(IgniteCache<K, ?> cache, Set<K> wanted, boolean isNew, Runnable read) {
        for (K key : wanted) {
            keys.increment();
            if (cache.localPeek(key, CachePeekMode.NEAR) != null) {
                nearHits.increment();
            }
        }
        long begin = System.nanoTime();
        read.run();
        long micros = Math.min(MAX_WAIT_MICROS, (System.nanoTime() - begin) / 1_000);
        waits.recordValue(micros);
        if (isNew) {
            newWaits.recordValue(micros);
        }
    }

    /** Returns the mean wait for objects that were not read before in their session, in milliseconds. */
    double newObjectMillis() {
        return newWaits.getMean() / 1e3;
    }

    /** Returns the number of prefetches for each action. */
    double prefetchesPerAction() {
        return prefetcher == null ? 0 : (double) prefetcher.statistics().issued() / Math.max(1, events.sum());
    }

    DemoReport.Latency latency() {
        return new DemoReport.Latency(waits.getValueAtPercentile(50) / 1e3, waits.getValueAtPercentile(99) / 1e3);
    }

    /** Returns the fetches of cold pages during the replay. */
    long remoteReads() {
        return remoteReads;
    }

    long reads() {
        return waits.getTotalCount();
    }

    /** Returns the share of the read keys that were in the near cache. */
    double nearHitRate() {
        return (double) nearHits.sum() / Math.max(1, keys.sum());
    }

    /** Returns the prefetched keys by outcome; a key that was not read yet counts as wasted. */
    DemoReport.Prefetch prefetch() {
        if (prefetcher == null) {
            return new DemoReport.Prefetch(0, 0, 0);
        }
        long issued = prefetcher.statistics().issued();
        long used = prefetcher.statistics().ended(Outcome.USED);
        long late = prefetcher.statistics().ended(Outcome.LATE);
        return new DemoReport.Prefetch(used, issued - used - late, late);
    }
}
