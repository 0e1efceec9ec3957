package io.foreshard.workbench.attack.outage;

import java.util.Arrays;
import java.util.Random;
import org.apache.ignite.cache.query.annotations.QuerySqlField;

/** A row whose content follows from its key and its version: a mixed or damaged row is found by itself. Immutable and thread-safe. */
final class OutageRow {
    private static final int PAYLOAD_BYTES = 700;
    /** Longer than any index entry of Ignite stores inline, and equal in all rows, so a comparison in an index reads rows. */
    private static final String COMMON =
            "a long text that begins alike in each row, so that an index has to read the row; ".repeat(2);

    @QuerySqlField
    private final long version;

    @QuerySqlField(index = true)
    private final long number;

    @QuerySqlField
    private final String text;

    @QuerySqlField
    private final byte[] payload;

    private OutageRow(long version, long number, String text, byte[] payload) {
        this.version = version;
        this.number = number;
        this.text = text;
        this.payload = payload;
    }

    static OutageRow of(long key, long version) {
        return new OutageRow(version, key, text(key, version), payload(key, version));
    }

    static String text(long key, long version) {
        return COMMON + Long.toHexString(key * 0x9E3779B97F4A7C15L) + ' ' + version;
    }

    static byte[] payload(long key, long version) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new Random(key * 31 + version).nextBytes(payload);
        return payload;
    }

    long version() {
        return version;
    }

    /** Returns whether all fields are those of the key and the version. */
    boolean isWhole(long key) {
        return number == key && text(key, version).equals(text) && Arrays.equals(payload(key, version), payload);
    }
}
