package io.foreshard.workbench.attack.kill;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.Operations;
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
    /** Few, so that a batch is also sent again after its windows have moved its receipts to the archive. */
    private static final int USERS = 8;

    private static final int REPEATED_ONE_OF = 6;
    private static final int PAYLOAD_BYTES = 700;
    private static final int REMOVED_AT_ONCE = 16;
    private static final int ATTEMPTS = 60;
    private static final long RETRY_MILLIS = 100;

    private final IgniteClient client;
    private final Operations operations;
    private final Random random;
    private final Journal<TransactionKey, UserAction> journal = new Journal<>();
    private final Deque<TransactionKey> oldest = new ArrayDeque<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private List<UserAction> pending = List.of();
    /** Receipts that the pending batch must return; null if it is new. */
    private List<Receipt> expected;

    /** A batch and its receipts. */
    private record Acknowledged(List<UserAction> batch, List<Receipt> receipts) {}

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

    /** Records a batch, sends an acknowledged one again, or removes some rows. */
    void act() throws InterruptedException {
        if (!pending.isEmpty()) {
            record();
        } else if (oldest.size() > ROWS) {
            removeOldest();
        } else {
            chooseBatch();
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

    private void chooseBatch() {
        expected = null;
        acknowledged.removeIf(old -> !isPresent(old));
        if (!acknowledged.isEmpty() && random.nextInt(REPEATED_ONE_OF) == 0) {
            Acknowledged old = acknowledged.get(random.nextInt(acknowledged.size()));
            pending = old.batch();
            expected = old.receipts();
            return;
        }
        List<UserAction> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(action());
        }
        pending = batch;
    }

    /** Returns whether no row of a batch was removed: to send it again would write the row again. */
    private boolean isPresent(Acknowledged old) {
        return old.receipts().stream()
                .flatMap(receipt -> receipt.keys().stream())
                .map(journal::entry)
                .allMatch(entry -> entry.isSure() && entry.acknowledged().isPresent());
    }

    private void record() throws InterruptedException {
        operations.tally().figure("writes", 1);
        List<UserAction> sent = pending;
        List<Receipt> receipts = new ArrayList<>();
        boolean returned = operations.send(() -> receipts.addAll(client.services()
                .serviceProxy(Ingestion.SERVICE, Ingestion.class)
                .record(sent)));
        if (!returned) {
            operations.tally().figure("unacknowledged", 1);
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return;
        }
        pending = List.of();
        if (expected != null) {
            operations.tally().figure("repeatedBatches", 1);
            if (!expected.equals(receipts)) {
                operations
                        .tally()
                        .wrong("A batch that was sent again has the receipts " + receipts + " instead of " + expected
                                + ".");
            }
            return;
        }
        for (int i = 0; i < sent.size(); i++) {
            for (TransactionKey key : receipts.get(i).keys()) {
                journal.acknowledge(key, Optional.of(sent.get(i)));
                oldest.add(key);
            }
        }
        acknowledged.add(new Acknowledged(sent, List.copyOf(receipts)));
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
