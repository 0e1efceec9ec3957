package io.foreshard.tier;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The list of the objects of one partition in the store, from which a lost residency is rebuilt. Immutable.
 *
 * <p>A manifest with identity 0 and no objects is retired: the partition was recalled or destroyed, and any file of it may write the next manifest.
 *
 * @param group id of the cache group
 * @param partition number of the partition
 * @param identity identity of the partition file; 0 if retired
 * @param generation generation of the residency that the manifest was written for
 * @param epoch epoch of the owner that wrote it
 * @param session session that wrote it
 * @param pageBytes size of a page
 * @param entries objects in the order of their generations
 */
record Manifest(
        int group,
        int partition,
        long identity,
        long generation,
        long epoch,
        UUID session,
        int pageBytes,
        List<Entry> entries) {
    private static final int MAGIC = 0x46534d46; // FSMF
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 6 * Integer.BYTES + 5 * Long.BYTES;
    private static final int ENTRY_BYTES = 2 * Short.BYTES + 2 * Integer.BYTES + Long.BYTES;

    /**
     * One object.
     *
     * @param object name in the store; objects of another namespace are borrowed
     * @param slots pages in it
     * @param generation generation of the residency that it was uploaded for
     * @param footerCrc CRC of its footer
     */
    record Entry(String object, int slots, long generation, int footerCrc) {}

    Manifest {
        entries = List.copyOf(entries);
    }

    /** Returns the manifest that replaces the one of a partition without remote copies. */
    static Manifest retired(int group, int partition, long epoch, UUID session) {
        return new Manifest(group, partition, 0, 0, epoch, session, 0, List.of());
    }

    /** Returns the same manifest of another writer. */
    Manifest by(long otherEpoch, UUID otherSession) {
        return new Manifest(group, partition, identity, generation, otherEpoch, otherSession, pageBytes, entries);
    }

    boolean isRetired() {
        return identity == 0 && entries.isEmpty();
    }

    /** Returns the bytes; a name takes only the bytes in which it differs from the one before it. */
    byte[] encode() {
        List<byte[]> names = new ArrayList<>();
        int bytes = HEADER_BYTES + entries.size() * ENTRY_BYTES + Integer.BYTES;
        for (Entry entry : entries) {
            names.add(entry.object().getBytes(StandardCharsets.UTF_8));
            bytes += names.get(names.size() - 1).length;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(group)
                .putInt(partition)
                .putLong(identity)
                .putLong(generation);
        out.putLong(epoch).putLong(session.getMostSignificantBits()).putLong(session.getLeastSignificantBits());
        out.putInt(pageBytes).putInt(entries.size());
        byte[] before = {};
        for (int i = 0; i < entries.size(); i++) {
            byte[] name = names.get(i);
            int shared = shared(before, name);
            out.putShort((short) shared).putShort((short) (name.length - shared));
            out.put(name, shared, name.length - shared);
            Entry entry = entries.get(i);
            out.putInt(entry.slots()).putLong(entry.generation()).putInt(entry.footerCrc());
            before = name;
        }
        out.putInt(crc(out.array(), out.position()));
        byte[] encoded = new byte[out.position()];
        out.get(0, encoded);
        return encoded;
    }

    private static int shared(byte[] before, byte[] name) {
        int shared = 0;
        while (shared < Math.min(before.length, name.length) && before[shared] == name[shared]) {
            shared++;
        }
        return shared;
    }

    /**
     * Decodes the bytes of {@link #encode}.
     *
     * @param object name of the manifest, for messages
     * @throws DamagedException if the bytes are not those of a manifest
     * @throws IOException if it was written by another version
     */
    static Manifest decode(String object, byte[] bytes) throws IOException {
        int length = bytes.length - Integer.BYTES;
        if (length < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt(length) != crc(bytes, length)) {
            throw damage(object, "its checksum is wrong");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        if (in.getInt() != MAGIC) {
            throw damage(object, "it is no manifest");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IOException("The manifest " + object + " has format " + version
                    + ", this version of Foreshard reads format " + VERSION + ". Use the version that wrote it.");
        }
        try {
            Manifest manifest = new Manifest(
                    in.getInt(),
                    in.getInt(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    new UUID(in.getLong(), in.getLong()),
                    in.getInt(),
                    entries(in));
            if (in.hasRemaining()) {
                throw damage(object, "it is longer than its objects");
            }
            return manifest;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw damage(object, "it is shorter than its objects");
        }
    }

    private static List<Entry> entries(ByteBuffer in) {
        int count = in.getInt();
        List<Entry> entries = new ArrayList<>();
        byte[] before = {};
        for (int i = 0; i < count; i++) {
            int shared = Short.toUnsignedInt(in.getShort());
            byte[] name = new byte[shared + Short.toUnsignedInt(in.getShort())];
            System.arraycopy(before, 0, name, 0, shared);
            in.get(name, shared, name.length - shared);
            entries.add(new Entry(new String(name, StandardCharsets.UTF_8), in.getInt(), in.getLong(), in.getInt()));
            before = name;
        }
        return entries;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static DamagedException damage(String object, String reason) {
        return new DamagedException(
                "The manifest " + object + " is damaged: " + reason
                        + ". The next offload of the partition writes it again; until then a lost residency cannot be rebuilt from it.");
    }
}
