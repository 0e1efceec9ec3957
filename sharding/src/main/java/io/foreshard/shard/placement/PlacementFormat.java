package io.foreshard.shard.placement;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The byte format 1 of a {@link Placement} and of a {@link PlacementChange}: each consistent id once, 5 bytes and 2 per owner for a range, and a CRC-32C of
 * all bytes before it. Thread-safe.
 */
public final class PlacementFormat {
    private static final int PLACEMENT = 0x46535031; // FSP1
    private static final int CHANGE = 0x46534331; // FSC1
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int MAX_NODES = 0xFFFF;

    private PlacementFormat() {}

    /**
     * Returns the bytes of a placement; {@link #placement} reads them.
     *
     * @throws IllegalArgumentException if it names more than 65535 servers
     */
    public static byte[] bytes(Placement placement) {
        return bytes(PLACEMENT, placement.version(), placement.partitions(), placement.ranges());
    }

    /**
     * Returns the bytes of a change; {@link #change} reads them.
     *
     * @throws IllegalArgumentException if it names more than 65535 servers
     */
    public static byte[] bytes(PlacementChange change) {
        return bytes(CHANGE, change.baseVersion(), change.partitions(), change.ranges());
    }

    /**
     * Reads a placement.
     *
     * @throws IllegalArgumentException with a sentence, if the bytes are damaged or are something else
     */
    public static Placement placement(byte[] bytes) {
        return read(PLACEMENT, "placement", bytes, Placement::of);
    }

    /**
     * Reads a change.
     *
     * @throws IllegalArgumentException with a sentence, if the bytes are damaged or are something else
     */
    public static PlacementChange change(byte[] bytes) {
        return read(CHANGE, "change of a placement", bytes, PlacementChange::new);
    }

    private static byte[] bytes(int kind, long version, int partitions, List<PlacedRange> ranges) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        ranges.forEach(range -> range.owners().forEach(owner -> nodes.putIfAbsent(owner, nodes.size())));
        if (nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("A placement names at most " + MAX_NODES + " servers.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(kind);
            out.writeLong(version);
            out.writeInt(partitions);
            out.writeShort(nodes.size());
            for (String node : nodes.keySet()) {
                out.writeUTF(node);
            }
            out.writeInt(ranges.size());
            for (PlacedRange range : ranges) {
                out.writeShort(range.firstPartition());
                out.writeByte(Integer.numberOfTrailingZeros(range.partitions()));
                out.writeByte(range.copies());
                out.writeByte(range.owners().size());
                for (String owner : range.owners()) {
                    out.writeShort(nodes.get(owner));
                }
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
        return bytes.toByteArray();
    }

    private static <T> T read(int kind, String what, byte[] bytes, Constructor<T> constructor) {
        int body = bytes.length - CHECKSUM_BYTES;
        if (body < CHECKSUM_BYTES
                || ByteBuffer.wrap(bytes).getInt() != kind
                || ByteBuffer.wrap(bytes).getInt(body) != checksum(bytes, body)) {
            throw new IllegalArgumentException("The " + bytes.length + " bytes are not a " + what
                    + " of format 1, or are damaged: their first bytes or their checksum differ.");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, body))) {
            in.readInt();
            long version = in.readLong();
            int partitions = in.readInt();
            List<PlacedRange> ranges = ranges(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException("The " + what + " has " + in.available() + " bytes too many.");
            }
            return constructor.create(version, partitions, ranges);
        } catch (IOException e) {
            throw new IllegalArgumentException("The " + what + " ends early or has malformed text.", e);
        }
    }

    /** Reads the ranges. Grows lists with the bytes read, so that a wrong count allocates nothing. */
    private static List<PlacedRange> ranges(DataInputStream in) throws IOException {
        List<String> nodes = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            nodes.add(in.readUTF());
        }
        List<PlacedRange> ranges = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            int first = in.readUnsignedShort();
            int partitions = 1 << in.readUnsignedByte();
            int copies = in.readUnsignedByte();
            List<String> owners = new ArrayList<>();
            for (int owner = in.readUnsignedByte(); owner > 0; owner--) {
                owners.add(nodes.get(index(in.readUnsignedShort(), nodes.size())));
            }
            ranges.add(new PlacedRange(first, partitions, owners, copies));
        }
        return ranges;
    }

    private static int index(int index, int nodes) {
        if (index >= nodes) {
            throw new IllegalArgumentException(
                    "The placement has " + nodes + " servers, not one with number " + index + ".");
        }
        return index;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Creates the value from its parts, which it checks. */
    private interface Constructor<T> {
        T create(long version, int partitions, List<PlacedRange> ranges);
    }
}
