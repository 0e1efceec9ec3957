package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.ignite.IgniteCache;

/** Batches that follow from their number, and the check that a batch is stored. */
final class Batches {
    static final int RECORD_BYTES = 1000;
    static final int ACTIONS = 12;

    private static final int USERS = 500;
    /** Of one record, one, three and six. */
    private static final int[] PAYLOADS = {0, 300, 2500, 5001};

    private Batches() {}

    /** Returns a batch; its users act in other batches as well, its transactions do not. */
    static List<UserAction> batch(int number) {
        Random random = new Random(number);
        List<UserAction> batch = new ArrayList<>();
        for (int action = 0; action < ACTIONS; action++) {
            byte[] payload = new byte[PAYLOADS[action % PAYLOADS.length]];
            random.nextBytes(payload);
            batch.add(UserAction.of(new UUID(1, random.nextInt(USERS)), ActionType.VIEW)
                    .transactionId(new UUID(number, action))
                    .at(Instant.ofEpochMilli(1_700_000_000_000L + number))
                    .object(1 + random.nextInt(100))
                    .interest(1 + random.nextInt(10))
                    .payload(payload)
                    .build());
        }
        return batch;
    }

    /** Reads every record of a batch and compares the payloads. */
    static void assertStored(
            IgniteCache<TransactionKey, TransactionRecord> table, List<UserAction> batch, List<Receipt> receipts) {
        assertThat(receipts).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            UserAction action = batch.get(i);
            Receipt receipt = receipts.get(i);
            assertThat(receipt.transactionId()).isEqualTo(action.transactionId());
            assertThat(receipt.records()).isEqualTo(records(action));
            Map<TransactionKey, TransactionRecord> rows = table.getAll(new HashSet<>(receipt.keys()));
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (TransactionKey key : receipt.keys()) {
                assertThat(rows).containsKey(key);
                assertThat(rows.get(key).userId()).isEqualTo(action.userId());
                joined.writeBytes(rows.get(key).payload());
            }
            assertThat(joined.toByteArray()).isEqualTo(action.payload());
        }
    }

    /** Returns how many records the payload of an action needs. */
    static int records(UserAction action) {
        return Math.max(1, (action.payload().length + RECORD_BYTES - 1) / RECORD_BYTES);
    }
}
