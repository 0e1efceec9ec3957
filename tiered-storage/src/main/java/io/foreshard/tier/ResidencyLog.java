package io.foreshard.tier;

import io.foreshard.tier.ResidencyRecord.Type;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The durable residencies of the partitions of one cache group on one node: records in numbered segments.
 *
 * <p>A segment is written by one process and never again after a failure or a restart; its tail may be torn, and a reader goes on with the next segment.
 * A record that is missing shows in the generations. Not thread-safe but for {@link #bytes}.
 */
final class ResidencyLog {
    /** Length and checksum before, type, partition, identity and generation in each record. */
    private static final int PREFIX_BYTES = 2 * Integer.BYTES;

    private static final int HEAD_BYTES = 1 + Integer.BYTES + 2 * Long.BYTES;
    private static final int BUFFER_BYTES = 1 << 20;

    private final LogDirectory directory;
    private LogDirectory.Segment active;
    private int lastNumber;
    private volatile long bytes;
    private int segments;

    ResidencyLog(LogDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reads all segments.
     *
     * @return what the log says of each partition that it knows
     */
    Map<Integer, SavedResidency> load() throws IOException {
        Map<Integer, SavedResidency> partitions = new TreeMap<>();
        for (int number : directory.segments()) {
            long length = directory.bytes(number);
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(directory.read(number), BUFFER_BYTES))) {
                load(in, length, partitions);
            }
            bytes += length;
            lastNumber = number;
            segments++;
        }
        return partitions;
    }

    /** Reads records up to the end, or up to the first bytes that are none. */
    private static void load(DataInputStream in, long length, Map<Integer, SavedResidency> partitions)
            throws IOException {
        for (long left = length; left >= PREFIX_BYTES + HEAD_BYTES; ) {
            int bodyBytes = in.readInt();
            int checksum = in.readInt();
            left -= PREFIX_BYTES;
            if (bodyBytes < HEAD_BYTES || bodyBytes > left) {
                return;
            }
            ByteBuffer body = ByteBuffer.wrap(in.readNBytes(bodyBytes));
            left -= bodyBytes;
            if (body.remaining() < bodyBytes || checksum(body) != checksum || body.get(0) >= Type.values().length) {
                return;
            }
            ResidencyRecord record = new ResidencyRecord(
                    Type.values()[body.get()], body.getInt(), body.getLong(), body.getLong(), body.slice());
            partitions
                    .computeIfAbsent(record.partition(), unused -> new SavedResidency())
                    .add(record);
        }
    }

    private static int checksum(ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(body.duplicate());
        return (int) crc.getValue();
    }

    /**
     * Appends records and makes them durable.
     *
     * @throws IOException if it failed: the records may be found by a later {@link #load} or not; appending them again replaces them
     */
    void append(Collection<ResidencyRecord> records) throws IOException {
        write(records, true);
    }

    /** Appends records that need not be durable: they get lost by a power failure only. */
    void appendLazily(Collection<ResidencyRecord> records) throws IOException {
        write(records, false);
    }

    private void write(Collection<ResidencyRecord> records, boolean durably) throws IOException {
        ByteBuffer encoded = encode(records);
        long length = encoded.remaining();
        try {
            if (active == null) {
                active = directory.create(++lastNumber);
                segments++;
            }
            active.append(encoded);
            if (durably) {
                active.force();
            }
        } catch (IOException | RuntimeException e) {
            endSegment(); // it may end with a torn record
            throw e;
        }
        bytes += length;
    }

    private static ByteBuffer encode(Collection<ResidencyRecord> records) {
        int length = 0;
        for (ResidencyRecord record : records) {
            length += PREFIX_BYTES + HEAD_BYTES + record.payload().remaining();
        }
        ByteBuffer encoded = ByteBuffer.allocate(length);
        for (ResidencyRecord record : records) {
            int start = encoded.position();
            encoded.putInt(HEAD_BYTES + record.payload().remaining()).putInt(0);
            encoded.put((byte) record.type().ordinal())
                    .putInt(record.partition())
                    .putLong(record.identity())
                    .putLong(record.generation());
            encoded.put(record.payload().duplicate());
            int body = start + PREFIX_BYTES;
            encoded.putInt(start + Integer.BYTES, checksum(encoded.slice(body, encoded.position() - body)));
        }
        return encoded.flip();
    }

    /** The next append begins a new segment. */
    void endSegment() {
        if (active != null) {
            active.close();
            active = null;
        }
    }

    /** Ends the segment and reserves a number for one that {@link #compact} writes: it is read before the segments of later appends. */
    int beginCompaction() throws IOException {
        if (active != null) {
            active.force();
        }
        endSegment();
        return ++lastNumber;
    }

    /** The whole residencies that a compaction keeps, one partition after the other. */
    interface States {
        /** Returns the records that a partition needs; empty if it has no residency any more. */
        List<ResidencyRecord> of(int partition) throws IOException;
    }

    /**
     * Writes whole residencies into a segment of its own, durably, then deletes all earlier segments. Buffers one partition. Does not touch the state of
     * a log that is open.
     *
     * @return bytes written
     */
    static long compact(LogDirectory directory, int number, Collection<Integer> partitions, States states)
            throws IOException {
        long written = 0;
        LogDirectory.Segment segment = directory.create(number);
        try {
            for (int partition : partitions) {
                List<ResidencyRecord> state = states.of(partition);
                if (!state.isEmpty()) {
                    ByteBuffer encoded = encode(state);
                    written += encoded.remaining();
                    segment.append(encoded);
                }
            }
            segment.force();
        } finally {
            segment.close();
        }
        for (int earlier : directory.segments()) {
            if (earlier < number) {
                directory.delete(earlier);
            }
        }
        return written;
    }

    /** A compaction has replaced segments of some bytes by others. */
    void compacted(long before, long after, int replaced) {
        bytes += after - before;
        segments += 1 - replaced;
    }

    int segments() {
        return segments;
    }

    /** Returns the bytes of all segments. */
    long bytes() {
        return bytes;
    }
}
