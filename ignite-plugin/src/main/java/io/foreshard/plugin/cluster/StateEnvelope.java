package io.foreshard.plugin.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The stored form of a shared value: a header, then the bytes of its codec.
 *
 * <p>The header holds a magic number, the format, the version, the id of the write, the length and a checksum. The checksum covers the key too, so
 * that a value copied under another key is refused. The id of the write makes every header unique: two writers that replace the same version by the
 * same content are distinguished.
 */
final class StateEnvelope {
    private static final int MAGIC = 0x46_53_53_54; // FSST
    private static final int CHECKSUM_OFFSET = 36;
    private static final int HEADER_BYTES = 40;

    private final int format;
    private final long version;
    private final byte[] content;

    private StateEnvelope(int format, long version, byte[] content) {
        this.format = format;
        this.version = version;
        this.content = content;
    }

    /** Returns the stored form of a value. */
    static byte[] seal(String key, int format, long version, UUID write, byte[] content) {
        ByteBuffer stored = ByteBuffer.allocate(HEADER_BYTES + content.length)
                .putInt(MAGIC)
                .putInt(format)
                .putLong(version)
                .putLong(write.getMostSignificantBits())
                .putLong(write.getLeastSignificantBits())
                .putInt(content.length)
                .putInt(0)
                .put(content);
        stored.putInt(CHECKSUM_OFFSET, checksum(key, stored.array()));
        return stored.array();
    }

    /**
     * Opens the stored form of a value.
     *
     * @throws IllegalArgumentException if it was not written by Foreshard, is truncated or corrupt; the message is a sentence
     */
    static StateEnvelope open(String key, byte[] stored) {
        if (stored.length < HEADER_BYTES || ByteBuffer.wrap(stored).getInt() != MAGIC) {
            throw new IllegalArgumentException("its " + stored.length + " bytes were not written by Foreshard.");
        }
        ByteBuffer header = ByteBuffer.wrap(stored, Integer.BYTES, HEADER_BYTES - Integer.BYTES);
        int format = header.getInt();
        long version = header.getLong();
        int length = header.position(CHECKSUM_OFFSET - Integer.BYTES).getInt();
        if (length != stored.length - HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "it has " + (stored.length - HEADER_BYTES) + " of " + length + " bytes.");
        }
        if (header.getInt() != checksum(key, stored) || format < 1 || version < 1) {
            throw new IllegalArgumentException("its checksum does not match its content and key.");
        }
        return new StateEnvelope(format, version, Arrays.copyOfRange(stored, HEADER_BYTES, stored.length));
    }

    /** Returns the header of a stored form: the identity of one write. */
    static byte[] header(byte[] stored) {
        return Arrays.copyOf(stored, HEADER_BYTES);
    }

    /** Returns whether a cache entry was stored by the write with this header. */
    static boolean hasHeader(Object entry, byte[] header) {
        return entry instanceof byte[] stored
                && stored.length >= HEADER_BYTES
                && Arrays.equals(stored, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
    }

    int format() {
        return format;
    }

    long version() {
        return version;
    }

    byte[] content() {
        return content;
    }

    private static int checksum(String key, byte[] stored) {
        CRC32C checksum = new CRC32C();
        checksum.update(key.getBytes(StandardCharsets.UTF_8));
        checksum.update(stored, 0, CHECKSUM_OFFSET);
        checksum.update(stored, HEADER_BYTES, stored.length - HEADER_BYTES);
        return (int) checksum.getValue();
    }
}
