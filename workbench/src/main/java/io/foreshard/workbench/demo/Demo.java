package io.foreshard.workbench.demo;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ingest.IngestionCaches;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.plugin.tier.Tier;
import io.foreshard.plugin.tier.TierSize;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.UserWindow;
import io.foreshard.workbench.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.ignite.IgniteCache;

/** One run of the demo on a started cluster. Not thread-safe. */
final class Demo {
    private static final String OBJECTS = "objects";
    private static final int BATCH = 500;
    /** Actions of one call: all of them may be of one user, whose window remembers so many transactions. */
    private static final int RECORD_BATCH = UserWindow.MAX_RECEIPTS;

    private static final int HISTORY_READ = 10;
    private static final double HISTORY_SHARE = .7;
    private static final int REPLAYED_ACTIONS = 6_000;
    private static final int CLIENT_THREADS = 8;
    private static final long MAX_WAIT_MICROS = 120_000_000;

    private final DemoCluster cluster;
    private final Trace trace;
    private final ReplayClock clock;
    private final Progress progress;
    private final List<Receipt> receipts = new ArrayList<>();
    private final Map<Long, Long> interests = new HashMap<>();
    private long dataBytes;
    private long localBytes;

    Demo(DemoCluster cluster, Trace trace, ReplayClock clock, Progress progress) {
        this.cluster = cluster;
        this.trace = trace;
        this.clock = clock;
        this.progress = progress;
    }

    DemoReport run() throws InterruptedException {
        long started = System.nanoTime();
        ingest();
        storeObjects();
        offload();
        cluster.restart();
        Histogram waits = replay();
        long remoteReads = cluster.servers().stream()
                .mapToLong(server -> server.tier().statistics().remoteReads())
                .sum();
        DemoReport.Verification verification = verify();
        long errors = cluster.servers().stream()
                .mapToLong(server -> server.tier().statistics().errors())
                .sum();
        int[] writes = new int[DemoCluster.PARTITIONS];
        Set<Long> profiles = new HashSet<>();
        for (Receipt receipt : receipts) {
            profiles.add(receipt.profileId());
            writes[ProfileLayout.partition(receipt.profileId(), DemoCluster.PARTITIONS)]++;
        }
        int used = (int) IntStream.of(writes).filter(count -> count > 0).count();
        return new DemoReport(
                trace.name(),
                receipts.size(),
                profiles.size(),
                used,
                IntStream.of(writes).max().orElseThrow() / ((double) receipts.size() / used),
                new DemoReport.Tier(
                        dataBytes,
                        localBytes,
                        remoteReads,
                        (double) remoteReads / Math.max(1, waits.getTotalCount()),
                        errors),
                new DemoReport.ReadMillis(new DemoReport.Latency(
                        waits.getTotalCount(),
                        waits.getValueAtPercentile(50) / 1e3,
                        waits.getValueAtPercentile(99) / 1e3)),
                verification,
                (System.nanoTime() - started) / 1e9);
    }

    private void ingest() {
        Ingestion ingestion = cluster.client().<Foreshard>plugin(Foreshard.NAME).ingestion();
        List<UserAction> actions = trace.actions();
        progress.begin("record actions", actions.size());
        for (int from = 0; from < actions.size(); from += RECORD_BATCH) {
            List<UserAction> batch =
                    new ArrayList<>(actions.subList(from, Math.min(from + RECORD_BATCH, actions.size())));
            clock.advanceTo(batch.get(batch.size() - 1).timeMillis());
            receipts.addAll(ingestion.record(batch));
            for (UserAction action : batch) {
                if (action.objectId() != UserAction.NO_OBJECT) {
                    interests.putIfAbsent(action.objectId(), action.interest());
                }
            }
            progress.at(receipts.size());
        }
        progress.end();
    }

    private void storeObjects() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("interest", Long.class.getName());
        columns.put("content", byte[].class.getName());
        IgniteCache<ObjectKey, ObjectRow> objects = cluster.client()
                .getOrCreateCache(ProfiledTables.objects(OBJECTS, ObjectRow.class, columns, DemoCluster.PARTITIONS, 0));
        progress.begin("store objects", interests.size());
        Map<ObjectKey, ObjectRow> batch = new LinkedHashMap<>();
        int done = 0;
        for (Map.Entry<Long, Long> object : interests.entrySet()) {
            batch.put(objectKey(object.getKey()), ObjectRow.of(object.getKey(), object.getValue()));
            if (batch.size() == BATCH) {
                objects.putAll(batch);
                progress.at(done += batch.size());
                batch.clear();
            }
        }
        objects.putAll(batch);
        progress.end();
    }

    private ObjectKey objectKey(long objectId) {
        return new ObjectKey(ProfileEncoder.objectProfileId(interests.get(objectId), objectId), objectId);
    }

    private List<TierSize> sizes() {
        List<TierSize> sizes = new ArrayList<>();
        for (Foreshard server : cluster.servers()) {
            sizes.add(server.tier().size(ProfiledTables.TRANSACTIONS));
            sizes.add(server.tier().size(OBJECTS));
        }
        return sizes;
    }

    private void offload() {
        List<Foreshard> servers = cluster.servers();
        progress.begin("let cold pages leave", 2L * servers.size());
        for (Foreshard server : servers) {
            // A partition that is empty: for the checkpoint, after which the files hold everything.
            server.tier().offload(ProfiledTables.TRANSACTIONS, DemoCluster.PARTITIONS - 1);
        }
        long allocated = sizes().stream().mapToLong(TierSize::allocatedBytes).sum();
        int done = 0;
        for (Foreshard server : servers) {
            Tier tier = server.tier();
            tier.offload(ProfiledTables.TRANSACTIONS);
            progress.at(++done);
            tier.offload(OBJECTS);
            progress.at(++done);
        }
        List<TierSize> after = sizes();
        dataBytes = after.stream().mapToLong(TierSize::remoteBytes).sum();
        localBytes = Math.max(
                0,
                dataBytes
                        - (allocated
                                - after.stream()
                                        .mapToLong(TierSize::allocatedBytes)
                                        .sum()));
        progress.end();
    }

    /** Returning users come back: a session reads the user's last transactions, a view reads its object. */
    private Histogram replay() throws InterruptedException {
        List<List<UserAction>> sessions = ReturningSessions.of(trace.actions(), HISTORY_SHARE, REPLAYED_ACTIONS);
        Histogram waits = new ConcurrentHistogram(MAX_WAIT_MICROS, 3);
        ExecutorService users = Executors.newFixedThreadPool(CLIENT_THREADS);
        progress.begin("replay returning users", sessions.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<UserAction> session : sessions) {
                running.add(users.submit(() -> replay(session, waits)));
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
        progress.end();
        return waits;
    }

    private void replay(List<UserAction> session, Histogram waits) {
        IgniteCache<TransactionKey, TransactionRecord> transactions =
                cluster.client().cache(ProfiledTables.TRANSACTIONS);
        IgniteCache<ObjectKey, ObjectRow> objects = cluster.client().cache(OBJECTS);
        IgniteCache<UUID, UserWindow> windows = cluster.client().cache(IngestionCaches.WINDOWS);
        List<Receipt> last = windows.get(session.get(0).userId()).issued();
        Set<TransactionKey> keys = new HashSet<>();
        for (Receipt receipt : last.subList(Math.max(0, last.size() - HISTORY_READ), last.size())) {
            keys.add(receipt.key(0));
        }
        timed(waits, () -> transactions.getAll(keys));
        for (UserAction action : session) {
            if (action.objectId() != UserAction.NO_OBJECT) {
                timed(waits, () -> objects.get(objectKey(action.objectId())));
            }
        }
    }

    private static void timed(Histogram waits, Runnable read) {
        long begin = System.nanoTime();
        read.run();
        waits.recordValue(Math.min(MAX_WAIT_MICROS, (System.nanoTime() - begin) / 1_000));
    }

    /** Reads every value that was written and compares it. */
    private DemoReport.Verification verify() {
        IgniteCache<TransactionKey, TransactionRecord> transactions =
                cluster.client().cache(ProfiledTables.TRANSACTIONS);
        IgniteCache<ObjectKey, ObjectRow> objects = cluster.client().cache(OBJECTS);
        List<UserAction> actions = trace.actions();
        progress.begin("verify every value", actions.size() + interests.size());
        long checked = 0;
        long wrong = 0;
        for (int from = 0; from < actions.size(); from += BATCH) {
            Map<TransactionKey, UserAction> expected = new LinkedHashMap<>();
            for (int i = from; i < Math.min(from + BATCH, actions.size()); i++) {
                expected.put(receipts.get(i).key(0), actions.get(i));
            }
            Map<TransactionKey, TransactionRecord> read = transactions.getAll(expected.keySet());
            for (Map.Entry<TransactionKey, UserAction> entry : expected.entrySet()) {
                checked++;
                wrong += isRecordOf(entry.getValue(), read.get(entry.getKey())) ? 0 : 1;
            }
            progress.at(checked);
        }
        List<Long> ids = new ArrayList<>(interests.keySet());
        for (int from = 0; from < ids.size(); from += BATCH) {
            Map<ObjectKey, ObjectRow> expected = new LinkedHashMap<>();
            for (long id : ids.subList(from, Math.min(from + BATCH, ids.size()))) {
                expected.put(objectKey(id), ObjectRow.of(id, interests.get(id)));
            }
            Map<ObjectKey, ObjectRow> read = objects.getAll(expected.keySet());
            for (Map.Entry<ObjectKey, ObjectRow> entry : expected.entrySet()) {
                checked++;
                wrong += entry.getValue().equals(read.get(entry.getKey())) ? 0 : 1;
            }
            progress.at(checked);
        }
        progress.end();
        return new DemoReport.Verification(checked, wrong);
    }

    private static boolean isRecordOf(UserAction action, TransactionRecord record) {
        return record != null
                && record.userId().equals(action.userId())
                && record.eventTime().getTime() == action.timeMillis()
                && record.objectId() == action.objectId()
                && java.util.Arrays.equals(record.payload(), action.payload());
    }
}
