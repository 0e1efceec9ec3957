package io.foreshard.tier.testing;

import io.foreshard.tier.PartitionFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A partition file of a {@link SimulatedDisk}. A power failure leaves each sector as one of the writes since the last force left it; a hole may be durable at
 * once. Not thread-safe: one actor runs at a time.
 */
final class SimulatedFile implements PartitionFile {
    static final int SECTOR = 512;

    /** Bytes that a file pretends to allocate now and then, so that the tier punches its holes again. */
    private static final long UNPUNCHED = 8 << 20;

    private final SimulatedDisk disk;
    private byte[] content;
    private byte[] durable;
    private int size;
    private int durableSize;
    /** Contents of sectors after each write since the last force. */
    private final Map<Integer, List<byte[]>> unforced = new TreeMap<>();

    private final BitSet holes = new BitSet();
    /** Whether the arrays are also those of a copy. */
    private boolean shared;

    private boolean deleted;

    SimulatedFile(SimulatedDisk disk) {
        this(disk, new byte[64 * SECTOR], new byte[64 * SECTOR]);
    }

    private SimulatedFile(SimulatedDisk disk, byte[] content, byte[] durable) {
        this.disk = disk;
        this.content = content;
        this.durable = durable;
    }

    SimulatedFile copy(SimulatedDisk other) {
        SimulatedFile copy = new SimulatedFile(other, content, durable);
        copy.size = size;
        copy.durableSize = durableSize;
        copy.holes.or(holes);
        unforced.forEach((sector, versions) -> copy.unforced.put(sector, new ArrayList<>(versions)));
        copy.shared = true;
        shared = true;
        return copy;
    }

    private void own() {
        if (shared) {
            content = content.clone();
            durable = durable.clone();
            shared = false;
        }
    }

    /** The file is deleted: calls of it fail. */
    void delete() {
        deleted = true;
    }

    private void checkPresent() throws IOException {
        if (deleted) {
            throw new IOException("The file is closed.");
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        checkPresent();
        return size;
    }

    @Override
    public long allocatedBytes() {
        return (long) size - (long) holes.cardinality() * SECTOR + (disk.once() ? UNPUNCHED : 0);
    }

    @Override
    public long modifiedMillis() {
        return 0;
    }

    @Override
    public void read(ByteBuffer buffer, long position) throws IOException {
        disk.power().check();
        checkPresent();
        if (position + buffer.remaining() > size) {
            throw new EOFException("The file ends at byte " + size + ".");
        }
        buffer.put(content, (int) position, buffer.remaining());
    }

    @Override
    public void write(ByteBuffer buffer, long position) throws IOException {
        String call = position < SimulatedPages.BYTES ? "file.writeHeader" : "file.write";
        disk.power().enter(call);
        checkPresent();
        if (disk.fails(call)) {
            put(slice(buffer, cut((int) position, buffer.remaining())), (int) position);
            disk.failed(call);
        }
        put(slice(buffer, buffer.remaining()), (int) position);
        buffer.position(buffer.limit());
        disk.power().leave(call, position + "+" + buffer.limit());
    }

    /** Returns the bytes that a failed write has written: up to some end of a sector, which is never torn. */
    private int cut(int position, int length) {
        int end = position + disk.random().nextInt(length + 1);
        return Math.max(0, end / SECTOR * SECTOR - position);
    }

    private static byte[] slice(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void put(byte[] bytes, int position) {
        if (bytes.length == 0) {
            return;
        }
        own();
        int end = position + bytes.length;
        int capacity = (end + SECTOR - 1) / SECTOR * SECTOR;
        if (capacity > content.length) {
            content = Arrays.copyOf(content, Math.max(capacity, 2 * content.length));
            durable = Arrays.copyOf(durable, content.length);
        }
        System.arraycopy(bytes, 0, content, position, bytes.length);
        size = Math.max(size, end);
        for (int sector = position / SECTOR; sector * SECTOR < end; sector++) {
            holes.clear(sector);
            changed(sector);
        }
    }

    private void changed(int sector) {
        byte[] version = Arrays.copyOfRange(content, sector * SECTOR, (sector + 1) * SECTOR);
        unforced.computeIfAbsent(sector, unused -> new ArrayList<>()).add(version);
    }

    @Override
    public void force() throws IOException {
        disk.power().enter("file.force");
        checkPresent();
        if (disk.fails("file.force")) {
            disk.failed("file.force");
        }
        own();
        for (int sector : unforced.keySet()) {
            persist(sector, content, sector * SECTOR);
        }
        unforced.clear();
        durableSize = size;
        disk.power().leave("file.force", "done");
    }

    private void persist(int sector, byte[] from, int offset) {
        System.arraycopy(from, offset, durable, sector * SECTOR, SECTOR);
    }

    @Override
    public void punch(long position, long length) throws IOException {
        disk.power().enter("file.punch");
        checkPresent();
        own();
        boolean atOnce = disk.random().nextBoolean();
        int end = (int) Math.min(size, position + length);
        for (int sector = (int) position / SECTOR; sector * SECTOR < end; sector++) {
            Arrays.fill(content, sector * SECTOR, (sector + 1) * SECTOR, (byte) 0);
            holes.set(sector);
            if (atOnce) {
                persist(sector, content, sector * SECTOR);
                unforced.remove(sector);
            } else {
                changed(sector);
            }
        }
        disk.power().leave("file.punch", position + "+" + length);
    }

    /** Makes a range durable, as the operating system does at any time; the rest of the file is not. */
    void settle(int position, int length) {
        own();
        for (int sector = position / SECTOR; sector * SECTOR < position + length; sector++) {
            persist(sector, content, sector * SECTOR);
            unforced.remove(sector);
        }
        durableSize = Math.max(durableSize, Math.min(size, position + length));
    }

    /** Loses some of the writes since the last force. */
    void losePower() {
        own();
        unforced.forEach((sector, versions) -> {
            int kept = disk.random().nextInt(versions.size() + 1);
            if (kept > 0) {
                persist(sector, versions.get(kept - 1), 0);
                durableSize = Math.max(durableSize, Math.min(size, (sector + 1) * SECTOR));
            }
        });
        unforced.clear();
        size = durableSize;
        System.arraycopy(durable, 0, content, 0, content.length);
        Arrays.fill(content, size, content.length, (byte) 0);
        System.arraycopy(content, 0, durable, 0, content.length);
    }

    /** Returns the present bytes. */
    byte[] bytes() {
        return Arrays.copyOf(content, size);
    }

    /** Replaces the bytes, durably. */
    void replace(byte[] bytes) {
        content = Arrays.copyOf(bytes, (bytes.length + SECTOR - 1) / SECTOR * SECTOR);
        durable = content.clone();
        shared = false;
        size = bytes.length;
        durableSize = size;
        unforced.clear();
    }
}
