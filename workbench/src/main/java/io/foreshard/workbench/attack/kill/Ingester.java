package io.foreshard.workbench.attack.kill;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;

/**
 * Records transactions through the ingestion service, removes the oldest ones, and sends a batch that failed again until it is acknowledged, as applications do. Used by one thread
 * at a time.
 */
final class Ingester {
    private static final int ROWS = 1_500;
    private static final int BATCH = 12;
    private static final int USERS = 40;
    private static final int PAYLOAD_BYTES = 700;
    private static final int REMOVED_AT_ONCE = 16;
    private static final int ATTEMPTS = 60;
    private static final long RETRY_MILLIS = 100;

    private final IgniteClient client;
    private final Operations operations;
    private final Random random;
    private final Journal<TransactionKey, UserAction> journal = new Journal<>();
    private final Deque<TransactionKey> oldest = new ArrayDeque<>();
    private List<UserAction> pending = List.of();

    Ingester(IgniteClient client, Operations operations, long seed) {
        this.client = client;
        this.operations = operations;
        this.random = new Random(seed);
    }

    Journal<TransactionKey, UserAction> journal() {
        return journal;
    }

    ClientCache<TransactionKey, TransactionRecord> cache() {
        return client.cache(TableNames.DEFAULT.transactions());
    }

    /** Records a batch, or removes some rows. */
    void act() throws InterruptedException {
        if (pending.isEmpty() && oldest.size() > ROWS) {
            removeOldest();
        } else {
            record();
        }
    }

    /** Returns whether the batch that failed last is acknowledged in the end. */
    boolean finish() throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS && !pending.isEmpty(); attempt++) {
            record();
        }
        return pending.isEmpty();
    }

    private boolean record() throws InterruptedException {
        if (pending.isEmpty()) {
            List<UserAction> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(action());
            }
            pending = batch;
        }
        operations.tally().figure("writes", 1);
        List<UserAction> sent = pending;
        List<Receipt> receipts = new ArrayList<>();
        boolean acknowledged = operations.send(() -> receipts.addAll(client.services()
                .serviceProxy(Ingestion.SERVICE, Ingestion.class)
                .record(sent)));
        if (!acknowledged) {
            operations.tally().figure("unacknowledged", 1);
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return false;
        }
        for (int i = 0; i < sent.size(); i++) {
            for (TransactionKey key : receipts.get(i).keys()) {
                journal.acknowledge(key, Optional.of(sent.get(i)));
                oldest.add(key);
            }
        }
        pending = List.of();
        return true;
    }

    private UserAction action() {
        byte[] payload = new byte[PAYLOAD_BYTES];
        random.nextBytes(payload);
        return UserAction.of(new UUID(7, random.nextInt(USERS)), ActionType.VIEW)
                .transactionId(new UUID(random.nextLong(), random.nextLong()))
                .at(Instant.now())
                .object(random.nextInt(1_000) + 1)
                .interest(random.nextInt(20) + 1)
                .payload(payload)
                .build();
    }

    private void removeOldest() throws InterruptedException {
        Map<TransactionKey, Optional<UserAction>> values = new HashMap<>();
        while (values.size() < REMOVED_AT_ONCE) {
            values.put(oldest.remove(), Optional.empty());
        }
        if (operations.write(journal, values, () -> cache().removeAll(new HashSet<>(values.keySet())))) {
            values.keySet().forEach(journal::forget);
        }
    }

    /** Takes what was found for a row whose removal was not acknowledged. */
    void settle(TransactionKey key, boolean present) {
        if (present) {
            journal.settle(key, journal.entry(key).acknowledged());
            oldest.addFirst(key);
        } else {
            journal.forget(key);
        }
    }
}
