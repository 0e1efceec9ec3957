package io.foreshard.workbench.attack.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.ignite.cache.query.annotations.QuerySqlField;

/** A row of the attack, whose content follows from its key and its version: a mixed or damaged row is found by itself. Immutable and thread-safe. */
public final class AttackRow {
    private static final int PAYLOAD_BYTES = 700;
    /** Longer than any index entry of Ignite stores inline by itself, and equal in all rows, so comparisons read rows. */
    private static final String COMMON =
            "a long text that begins alike in each row, so that an index has to read the row; ".repeat(2);

    @QuerySqlField
    private final long version;

    @QuerySqlField(index = true, inlineSize = 0)
    private final String text;

    @QuerySqlField
    private final byte[] payload;

    private AttackRow(long version, String text, byte[] payload) {
        this.version = version;
        this.text = text;
        this.payload = payload;
    }

    /** Returns the row of a key in a version. */
    public static AttackRow of(long key, long version) {
        return new AttackRow(version, text(key, version), payload(key, version));
    }

    /** Returns a row whose parts are of different versions. */
    public static AttackRow mixed() {
        return new AttackRow(0, "", new byte[0]);
    }

    /** Returns the rows of versions by key; a key without a version has none. */
    public static Map<Long, AttackRow> of(Map<Long, Optional<Long>> versions) {
        Map<Long, AttackRow> rows = new TreeMap<>();
        versions.forEach((key, version) -> version.ifPresent(number -> rows.put(key, of(key, number))));
        return rows;
    }

    /** Returns the text of a row, which is unique. */
    public static String text(long key, long version) {
        return COMMON + Long.toHexString(key * 0x9E3779B97F4A7C15L) + ' ' + version;
    }

    /** Returns the payload of a row. */
    public static byte[] payload(long key, long version) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new Random(key * 31 + version).nextBytes(payload);
        return payload;
    }

    /** Returns the version. */
    public long version() {
        return version;
    }

    /** Returns whether text and payload are those of the key and the version. */
    public boolean isWhole(long key) {
        return text(key, version).equals(text) && java.util.Arrays.equals(payload(key, version), payload);
    }
}
