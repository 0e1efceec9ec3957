package io.foreshard.profile;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/** The settings by which receipts are issued. Immutable and thread-safe. */
public final class IssuingRules implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ProfileEncoder encoder;
    private final int recordBytes;
    private final long horizonMillis;
    private final int recentTransactions;
    private final RecentColumns recentColumns;
    private final Duration visitGap;

    /**
     * Creates the rules.
     *
     * @param encoder encoder of profile ids
     * @param recordBytes maximum bytes of payload in one record, positive
     * @param horizon time from the issue of an id during which a retry is recognised
     * @param recentTransactions number of last transactions whose columns a window keeps, 0 to 64
     * @param visitGap pause after which a user visits again
     * @throws IllegalArgumentException if a record has no room for a byte, or a window has no room for the transactions
     */
    public IssuingRules(
            ProfileEncoder encoder,
            int recordBytes,
            Duration horizon,
            int recentTransactions,
            RecentColumns recentColumns,
            Duration visitGap) {
        if (recordBytes < 1) {
            throw new IllegalArgumentException("A record must have room for a byte, but has " + recordBytes + ".");
        }
        if (recentTransactions < 0 || recentTransactions > RecentTransactions.MAX) {
            throw new IllegalArgumentException("A window keeps the columns of 0 to " + RecentTransactions.MAX
                    + " transactions, but " + recentTransactions + " were asked for.");
        }
        this.encoder = encoder;
        this.recordBytes = recordBytes;
        this.horizonMillis = horizon.toMillis();
        this.recentTransactions = recentTransactions;
        this.recentColumns = recentColumns;
        this.visitGap = visitGap;
    }

    Duration visitGap() {
        return visitGap;
    }

    ProfileEncoder encoder() {
        return encoder;
    }

    /** Returns the transactions that a window keeps after one more. */
    RecentTransactions recent(RecentTransactions before, ActionSummary action) {
        return before.plus(action, recentTransactions, recentColumns);
    }

    /** Returns the number of records of a payload, at least 1. */
    int records(int payloadBytes) {
        return Math.max(1, (int) (((long) payloadBytes + recordBytes - 1) / recordBytes));
    }

    /** Returns the time since which issued ids must be recognised. */
    long horizonBeginMillis(long nowMillis) {
        return nowMillis - horizonMillis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuingRules rules
                && encoder == rules.encoder
                && recordBytes == rules.recordBytes
                && horizonMillis == rules.horizonMillis
                && recentTransactions == rules.recentTransactions
                && recentColumns.equals(rules.recentColumns)
                && visitGap.equals(rules.visitGap);
    }

    @Override
    public int hashCode() {
        return Objects.hash(recordBytes, horizonMillis);
    }
}
