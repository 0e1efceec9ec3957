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

    /**
     * Creates the rules.
     *
     * @param encoder encoder of profile ids
     * @param recordBytes maximum bytes of payload in one record, positive
     * @param horizon time from the issue of an id during which a retry is recognised
     * @throws IllegalArgumentException if a record has no room for a byte
     */
    public IssuingRules(ProfileEncoder encoder, int recordBytes, Duration horizon) {
        if (recordBytes < 1) {
            throw new IllegalArgumentException("A record must have room for a byte, but has " + recordBytes + ".");
        }
        this.encoder = encoder;
        this.recordBytes = recordBytes;
        this.horizonMillis = horizon.toMillis();
    }

    ProfileEncoder encoder() {
        return encoder;
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
                && horizonMillis == rules.horizonMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(recordBytes, horizonMillis);
    }
}
