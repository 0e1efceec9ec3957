package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransactionRowsTest {
    private static final UUID ID = new UUID(1, 2);

    @Property(tries = 300)
    void of_anyPayload_recordsInOrderAreThePayload(
            @ForAll @IntRange(max = 20_000) int length, @ForAll @IntRange(min = 1, max = 4_000) int recordBytes) {
        int records = Math.max(1, (length + recordBytes - 1) / recordBytes);

        SortedMap<TransactionKey, TransactionRecord> rows = rows(length, records, 7);

        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        rows.values().forEach(row -> joined.writeBytes(row.payload()));
        assertThat(joined.toByteArray()).isEqualTo(payload(length, 7));
        assertThat(rows).hasSize(records);
        assertThat(rows.values()).allSatisfy(row -> assertThat(row.payload()).hasSizeLessThanOrEqualTo(recordBytes));
    }

    @Test
    void missing_someRowsStored_returnsTheOthers() {
        SortedMap<TransactionKey, TransactionRecord> rows = rows(1000, 4, 7);
        TransactionKey last = rows.lastKey();

        assertThat(TransactionRows.missing(rows, Map.of())).isEqualTo(rows);
        assertThat(TransactionRows.missing(rows, rows.headMap(last))).containsOnlyKeys(last);
        assertThat(TransactionRows.missing(rows, rows)).isEmpty();
    }

    @Test
    void missing_otherContentStored_returnsNone() {
        SortedMap<TransactionKey, TransactionRecord> first = rows(1000, 4, 7);
        SortedMap<TransactionKey, TransactionRecord> second = rows(1000, 4, 8);

        assertThat(TransactionRows.missing(second, first.headMap(first.lastKey())))
                .isEmpty();
    }

    private static SortedMap<TransactionKey, TransactionRecord> rows(int length, int records, int seed) {
        UserAction action = UserAction.of(new UUID(3, 4), ActionType.PURCHASE)
                .transactionId(ID)
                .at(Instant.ofEpochMilli(1))
                .object(2)
                .interest(3)
                .payload(payload(length, seed))
                .build();
        return TransactionRows.of(action, new Receipt(ID, 99, ActionType.PURCHASE, records));
    }

    private static byte[] payload(int length, int seed) {
        byte[] payload = new byte[length];
        new Random(seed).nextBytes(payload);
        return payload;
    }
}
