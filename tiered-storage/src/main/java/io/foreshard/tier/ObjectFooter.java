package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The footer behind the pages of an object: says which page each slot holds, so that a residency can be rebuilt from the store. Immutable; keeps the
 * arrays.
 *
 * <p>Layout: page numbers, checksums, group, partition, identity, generation, page size, CRC-32C over all other bytes; the last 16 bytes are length,
 * version and magic.
 *
 * @param pages page number of each slot
 * @param checksums checksum of each of these pages
 * @param group id of the cache group
 * @param partition number of the partition
 * @param identity identity of the partition file
 * @param generation generation of the residency that the object was uploaded for
 * @param pageBytes size of a page
 */
record ObjectFooter(
        int[] pages, int[] checksums, int group, int partition, long identity, long generation, int pageBytes) {
    private static final long MAGIC = 0x464f5245_53484152L; // FORESHAR
    private static final int VERSION = 1;
    private static final int SLOT_BYTES = 2 * Integer.BYTES;
    /** Group, partition, identity, generation, page size, CRC; then length, version, magic. */
    private static final int FIXED_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES + 2 * Integer.BYTES + 16;

    private static final int CRC_FROM_END = 16 + Integer.BYTES;

    /** Returns the bytes of the footer of an object of this number of slots. */
    static int bytes(int slots) {
        return SLOT_BYTES * slots + FIXED_BYTES;
    }

    /** Writes the footer at the position of the buffer, which has {@link #bytes} left, and returns its CRC, which the manifest repeats. */
    int put(ByteBuffer out) {
        int start = out.position();
        int length = bytes(pages.length);
        for (int page : pages) {
            out.putInt(page);
        }
        for (int checksum : checksums) {
            out.putInt(checksum);
        }
        out.putInt(group)
                .putInt(partition)
                .putLong(identity)
                .putLong(generation)
                .putInt(pageBytes);
        out.putInt(0).putInt(length).putInt(VERSION).putLong(MAGIC);
        int crc = crc(out.slice(start, length));
        out.putInt(start + length - CRC_FROM_END, crc);
        return crc;
    }

    /**
     * Reads the footer of an object that a manifest names.
     *
     * @throws DamagedException if it is damaged or not the one that the manifest names
     * @throws IOException if it cannot be read
     */
    static ObjectFooter read(ObjectStore store, Manifest manifest, Manifest.Entry entry) throws IOException {
        long offset = (long) entry.slots() * manifest.pageBytes();
        ByteBuffer bytes = store.get(entry.object(), offset, bytes(entry.slots()));
        ObjectFooter footer = decode(entry.object(), entry.slots(), bytes);
        boolean matches = footer.group == manifest.group()
                && footer.partition == manifest.partition()
                && footer.identity == manifest.identity()
                && footer.generation == entry.generation()
                && footer.pageBytes == manifest.pageBytes()
                && crcIn(bytes) == entry.footerCrc();
        if (!matches) {
            throw damage(entry.object(), "it is not the one that the manifest names");
        }
        return footer;
    }

    /**
     * Decodes the bytes behind the last slot of an object.
     *
     * @param object name of the object, for messages
     * @param slots pages of the object, from the manifest
     * @throws DamagedException if the bytes are not a footer of this number of slots
     */
    static ObjectFooter decode(String object, int slots, ByteBuffer bytes) throws DamagedException {
        ByteBuffer in = bytes.slice();
        int length = bytes(slots);
        if (in.remaining() != length) {
            throw damage(object, "it has " + in.remaining() + " bytes instead of " + length);
        }
        if (crcIn(in) != crc(in)) {
            throw damage(object, "its checksum is wrong");
        }
        in.position(length - 16);
        if (in.getInt() != length || in.getInt() != VERSION || in.getLong() != MAGIC) {
            throw damage(object, "it has another version than " + VERSION + ", or the number of pages is not " + slots);
        }
        in.position(0);
        int[] pages = ints(in, slots);
        int[] checksums = ints(in, slots);
        return new ObjectFooter(pages, checksums, in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getInt());
    }

    private static int[] ints(ByteBuffer in, int count) {
        int[] values = new int[count];
        in.asIntBuffer().get(values);
        in.position(in.position() + Integer.BYTES * count);
        return values;
    }

    /** Returns the CRC that a footer has. */
    static int crcIn(ByteBuffer footer) {
        return footer.getInt(footer.limit() - CRC_FROM_END);
    }

    /** Returns the CRC over all bytes of a footer except the CRC. */
    private static int crc(ByteBuffer footer) {
        CRC32C crc = new CRC32C();
        int at = footer.limit() - CRC_FROM_END;
        crc.update(footer.slice(0, at));
        crc.update(footer.slice(at + Integer.BYTES, 16));
        return (int) crc.getValue();
    }

    private static DamagedException damage(String object, String reason) {
        return new DamagedException("The footer of object " + object + " cannot be used: " + reason
                + ". Its pages can be read only while the residency of the partition is intact; recall the partition, or rebalance it"
                + " from a backup.");
    }
}
