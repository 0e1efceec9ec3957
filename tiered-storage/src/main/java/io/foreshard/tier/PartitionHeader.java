package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The part of a partition file's header page that belongs to the tier: it ties the file to one generation of its residency.
 *
 * <p>Two slots are written in turn, so that a torn write leaves the one before. While pages may be remote, the version of the file format carries a mark:
 * a database without the tier refuses the file. Thread-safe if its file is; writes are serialized by the caller.
 */
public final class PartitionHeader {
    /** Bytes of both slots. */
    public static final int BYTES = 640;

    private static final int SLOT_BYTES = BYTES / 2;
    private static final int MAGIC = 0x46535450; // FSTP
    private static final int MARK = 0x46530000; // FS
    private static final int MARK_MASK = 0xffff0000;
    /** A slot has 46 bytes before the URI. */
    private static final int MAX_URI_BYTES = 240;

    private final PartitionFile file;
    private final PageFormat format;

    public PartitionHeader(PartitionFile file, PageFormat format) {
        this.file = file;
        this.format = format;
    }

    /**
     * The content of a slot.
     *
     * @param identity random number of the file, not 0
     * @param generation number of the last durable change of the residency that the file has seen, at least 1
     * @param remotePages pages that were remote only at that change
     * @param store object store that has the pages; its URI may be shortened
     * @param isMarked whether the version of the file format carries the mark; a write sets it
     */
    public record Slot(long identity, long generation, int remotePages, StoreIdentity store, boolean isMarked) {}

    /**
     * Reads the newest valid slot.
     *
     * @return empty if the file has no pages of the tier: it is new, was recalled, or never offloaded
     * @throws IOException if the file is marked and no slot is valid, or the file cannot be read
     */
    public Optional<Slot> read() throws IOException {
        return read(false);
    }

    /**
     * Reads the newest valid slot, as {@link #read()}.
     *
     * @param mayBeTorn whether a crash may have torn the only slot: then it counts as none
     */
    Optional<Slot> read(boolean mayBeTorn) throws IOException {
        if (file.sizeBytes() < format.pageBytes()) {
            return Optional.empty();
        }
        ByteBuffer slots = read(format.tierOffset(), BYTES);
        boolean marked = isMarked(version());
        Optional<Slot> first = decode(slots.slice(0, SLOT_BYTES), marked);
        Optional<Slot> second = decode(slots.slice(SLOT_BYTES, SLOT_BYTES), marked);
        if (first.isEmpty() && second.isEmpty() && !mayBeTorn && (marked || !isZero(slots))) {
            throw new DamagedException("The header of the partition file is damaged.");
        }
        if (first.isPresent() && second.isPresent()) {
            return first.get().generation() > second.get().generation() ? first : second;
        }
        return first.isPresent() ? first : second;
    }

    /** Returns whether the file has a mark or the bytes of a slot, valid or not. */
    boolean isUsed() throws IOException {
        return file.sizeBytes() >= format.pageBytes()
                && (isMarked(version()) || !isZero(read(format.tierOffset(), BYTES)));
    }

    /** Writes a slot and the mark; neither is durable before the file is forced. */
    void write(Slot slot) throws IOException {
        byte[] uri = uri(slot.store().uri());
        ByteBuffer buffer = ByteBuffer.allocate(SLOT_BYTES);
        buffer.putInt(0)
                .putInt(MAGIC)
                .putLong(slot.identity())
                .putLong(slot.generation())
                .putInt(slot.remotePages());
        buffer.putLong(slot.store().id().getMostSignificantBits())
                .putLong(slot.store().id().getLeastSignificantBits());
        buffer.putShort((short) uri.length).put(uri);
        buffer.putInt(0, checksum(buffer));
        file.write(buffer.clear(), format.tierOffset() + (slot.generation() % 2) * SLOT_BYTES);
        int version = version();
        if (!isMarked(version)) {
            writeVersion(MARK | version);
        }
    }

    /**
     * Removes the mark, durably, then the slots: the file is one of the plain database when the method returns, and that is durable. A file without a mark
     * tells that its slots were being removed.
     */
    void clear() throws IOException {
        writeVersion(unmarked(version()));
        file.force();
        file.write(ByteBuffer.allocate(BYTES), format.tierOffset());
        file.force();
    }

    /** Returns the version of the file format without the mark of the tier. */
    public static int unmarked(int version) {
        return isMarked(version) ? version & ~MARK_MASK : version;
    }

    /** Returns whether a slot names the store of a URI; false also if the slot has another URI of the same store. */
    public static boolean isUri(Slot slot, String storeUri) {
        return Arrays.equals(uri(slot.store().uri()), uri(storeUri));
    }

    private static boolean isMarked(int version) {
        return (version & MARK_MASK) == MARK;
    }

    private int version() throws IOException {
        return read(format.versionOffset(), Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .getInt(0);
    }

    private void writeVersion(int version) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        file.write(buffer.putInt(0, version), format.versionOffset());
    }

    private ByteBuffer read(int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        file.read(buffer, offset);
        return buffer.flip();
    }

    private static Optional<Slot> decode(ByteBuffer slot, boolean marked) {
        if (slot.getInt(0) != checksum(slot) || slot.getInt(4) != MAGIC) {
            return Optional.empty();
        }
        slot.position(8);
        long identity = slot.getLong();
        long generation = slot.getLong();
        int remotePages = slot.getInt();
        UUID storeId = new UUID(slot.getLong(), slot.getLong());
        byte[] uri = new byte[Math.min(slot.getShort(), MAX_URI_BYTES)];
        slot.get(uri);
        return Optional.of(new Slot(
                identity,
                generation,
                remotePages,
                new StoreIdentity(storeId, new String(uri, StandardCharsets.UTF_8)),
                marked));
    }

    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.slice(Integer.BYTES, SLOT_BYTES - Integer.BYTES));
        return (int) crc.getValue();
    }

    private static byte[] uri(String text) {
        String shortened = text;
        while (shortened.getBytes(StandardCharsets.UTF_8).length > MAX_URI_BYTES) {
            shortened = shortened.substring(0, shortened.length() - 1);
        }
        return shortened.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isZero(ByteBuffer buffer) {
        for (int i = 0; i < buffer.limit(); i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
