package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The last receipts of a window, as numbers: 32 bytes each. Immutable and thread-safe. */
final class ReceiptLog implements Serializable {
    static final ReceiptLog EMPTY = new ReceiptLog(new int[0], new long[0]);

    private static final long serialVersionUID = 1L;
    private static final int INTS = 2;
    private static final int LONGS = 3;

    /** Type and records of each. */
    private final int[] sizes;
    /** Transaction id, as two numbers, and profile id of each. */
    private final long[] ids;

    private ReceiptLog(int[] sizes, long[] ids) {
        this.sizes = sizes;
        this.ids = ids;
    }

    /** Returns this log with one more receipt, of which the last ones are kept. */
    ReceiptLog plus(Receipt receipt, int most) {
        UUID id = receipt.transactionId();
        int type = receipt.key(0).rangeKey();
        return new ReceiptLog(
                RecentNumbers.append(sizes, INTS * most, type, receipt.records()),
                RecentNumbers.append(
                        ids,
                        LONGS * most,
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits(),
                        receipt.profileId()));
    }

    int size() {
        return sizes.length / INTS;
    }

    /** Returns all receipts, oldest first. */
    List<Receipt> all() {
        return IntStream.range(0, size()).mapToObj(this::get).toList();
    }

    /** Returns the receipt of a transaction, or null. */
    Receipt find(UUID transactionId) {
        for (int i = size() - 1; i >= 0; i--) {
            if (ids[LONGS * i] == transactionId.getMostSignificantBits()
                    && ids[LONGS * i + 1] == transactionId.getLeastSignificantBits()) {
                return get(i);
            }
        }
        return null;
    }

    private Receipt get(int i) {
        UUID id = new UUID(ids[LONGS * i], ids[LONGS * i + 1]);
        return new Receipt(id, ids[LONGS * i + 2], sizes[INTS * i], sizes[INTS * i + 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReceiptLog log && Arrays.equals(sizes, log.sizes) && Arrays.equals(ids, log.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }
}
