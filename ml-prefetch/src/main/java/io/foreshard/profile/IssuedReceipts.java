package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The last receipts of a user, first in first out, as numbers: 48 bytes each.
 *
 * <p>Receipts are numbered in the order of issue, from 0. The log holds the numbers from {@link #forgotten()} to {@link #issued()}
 * (exclusive) and the time of issue of the newest receipt it forgot. Immutable and thread-safe.
 */
final class IssuedReceipts implements Serializable {
    static final IssuedReceipts EMPTY = new IssuedReceipts(new int[0], new long[0], 0, Long.MIN_VALUE);

    private static final long serialVersionUID = 1L;
    private static final int INTS = 2;
    private static final int LONGS = 5;
    private static final int ISSUED_AT = 4;

    /** Type and records of each. */
    private final int[] sizes;
    /** Transaction id as two numbers, profile id, content hash and time of issue of each. */
    private final long[] numbers;

    private final long forgotten;
    private final long forgottenUntilMillis;

    private IssuedReceipts(int[] sizes, long[] numbers, long forgotten, long forgottenUntilMillis) {
        this.sizes = sizes;
        this.numbers = numbers;
        this.forgotten = forgotten;
        this.forgottenUntilMillis = forgottenUntilMillis;
    }

    /** Returns this log with one more receipt; times of issue never decrease, although the clocks of servers differ. */
    IssuedReceipts plus(Receipt receipt, long contentHash, long nowMillis) {
        UUID id = receipt.transactionId();
        int type = receipt.key(0).rangeKey();
        long issuedMillis = Math.max(nowMillis, size() == 0 ? forgottenUntilMillis : issuedMillis(size() - 1));
        return new IssuedReceipts(
                RecentNumbers.append(sizes, Integer.MAX_VALUE, type, receipt.records()),
                RecentNumbers.append(
                        numbers,
                        Integer.MAX_VALUE,
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits(),
                        receipt.profileId(),
                        contentHash,
                        issuedMillis),
                forgotten,
                forgottenUntilMillis);
    }

    /** Returns this log without the receipts below a number. */
    IssuedReceipts forgetBelow(long number) {
        int drop = (int) Math.min(size(), Math.max(0, number - forgotten));
        return drop == 0
                ? this
                : new IssuedReceipts(
                        Arrays.copyOfRange(sizes, INTS * drop, sizes.length),
                        Arrays.copyOfRange(numbers, LONGS * drop, numbers.length),
                        forgotten + drop,
                        issuedMillis(drop - 1));
    }

    /** Returns this log without its oldest receipts that were issued before a time; drops at most {@code max} of them. */
    IssuedReceipts forgetIssuedBefore(long timeMillis, int max) {
        int drop = 0;
        while (drop < Math.min(max, size()) && issuedMillis(drop) < timeMillis) {
            drop++;
        }
        return forgetBelow(forgotten + drop);
    }

    /** Returns the number of receipts that were issued so far. */
    long issued() {
        return forgotten + size();
    }

    /** Returns the number of receipts that were forgotten so far. */
    long forgotten() {
        return forgotten;
    }

    /** Tells whether a forgotten receipt was issued at or after a time. */
    boolean forgotIssuedSince(long timeMillis) {
        return forgottenUntilMillis >= timeMillis;
    }

    int size() {
        return sizes.length / INTS;
    }

    /** Returns the receipts, oldest first. */
    List<Receipt> all() {
        return IntStream.range(0, size()).mapToObj(this::receipt).toList();
    }

    /** Returns the oldest receipts, oldest first. */
    List<IssuedReceipt> oldest(int count) {
        return IntStream.range(0, Math.min(count, size())).mapToObj(this::get).toList();
    }

    /** Returns the receipt of a transaction, or null. */
    IssuedReceipt find(UUID transactionId) {
        for (int i = size() - 1; i >= 0; i--) {
            if (numbers[LONGS * i] == transactionId.getMostSignificantBits()
                    && numbers[LONGS * i + 1] == transactionId.getLeastSignificantBits()) {
                return get(i);
            }
        }
        return null;
    }

    private IssuedReceipt get(int i) {
        return new IssuedReceipt(receipt(i), numbers[LONGS * i + 3], issuedMillis(i));
    }

    private Receipt receipt(int i) {
        UUID id = new UUID(numbers[LONGS * i], numbers[LONGS * i + 1]);
        return new Receipt(id, numbers[LONGS * i + 2], sizes[INTS * i], sizes[INTS * i + 1]);
    }

    private long issuedMillis(int i) {
        return numbers[LONGS * i + ISSUED_AT];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuedReceipts receipts
                && Arrays.equals(sizes, receipts.sizes)
                && Arrays.equals(numbers, receipts.numbers)
                && forgotten == receipts.forgotten
                && forgottenUntilMillis == receipts.forgottenUntilMillis;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }
}
