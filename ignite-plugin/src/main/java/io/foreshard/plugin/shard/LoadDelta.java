package io.foreshard.plugin.shard;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The byte format of the changes between two {@link LocalLoads} of a server.
 *
 * <p>The growth of the operations on windows, then for each changed partition in ascending order: the distance from the partition before, a byte with one
 * bit for each changed value, and the differences of these values. A partition that left the server has the bit {@link #LEFT} alone. Numbers are of variable length: 7 bits a
 * byte, lowest first, differences in zigzag order. An idle server sends 1 byte, a changed partition takes 2 bytes and 1 to 10 for each changed value.
 *
 * <p>Thread-safe.
 */
final class LoadDelta {
    private static final int LEFT = 1 << 7;
    private static final int PRIMARY = 1;
    private static final int VALUES = 6;
    private static final int MAX_NUMBER_BYTES = 10;

    private LoadDelta() {}

    /** Returns the changes from one state of a server to another. */
    static byte[] between(LocalLoads before, LocalLoads after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeDifference(after.windowOperations() - before.windowOperations(), out);
        TreeSet<Integer> numbers = new TreeSet<>(before.partitions().keySet());
        numbers.addAll(after.partitions().keySet());
        int last = -1;
        for (int number : numbers) {
            LocalPartition old = before.partitions().get(number);
            LocalPartition now = after.partitions().get(number);
            if (!isChanged(old, now)) {
                continue;
            }
            write((long) number - last, out);
            last = number;
            if (now == null) {
                out.write(LEFT);
            } else {
                writeChanges(old == null ? LocalPartition.NONE : old, now, out);
            }
        }
        return out.toByteArray();
    }

    private static boolean isChanged(LocalPartition old, LocalPartition now) {
        return now == null ? old != null : !now.equals(old);
    }

    private static void writeChanges(LocalPartition old, LocalPartition now, ByteArrayOutputStream out) {
        long[] before = values(old);
        long[] after = values(now);
        int changed = old.primary() == now.primary() ? 0 : PRIMARY;
        for (int i = 0; i < VALUES; i++) {
            changed |= before[i] == after[i] ? 0 : PRIMARY << i + 1;
        }
        out.write(changed);
        for (int i = 0; i < VALUES; i++) {
            if (before[i] != after[i]) {
                writeDifference(after[i] - before[i], out);
            }
        }
    }

    private static long[] values(LocalPartition partition) {
        return new long[] {
            partition.bytes(),
            partition.remoteBytes(),
            partition.rows(),
            partition.reads(),
            partition.writes(),
            partition.cpuMicros()
        };
    }

    /**
     * Returns the state after the changes.
     *
     * @param before the state that the changes begin with
     * @throws IllegalArgumentException if the bytes are not changes of this state
     */
    static LocalLoads apply(LocalLoads before, byte[] changes) {
        Input in = new Input(changes);
        long windowOperations = before.windowOperations() + in.difference();
        Map<Integer, LocalPartition> partitions = new TreeMap<>(before.partitions());
        long number = -1;
        while (in.hasMore()) {
            long distance = in.number();
            if (distance <= 0 || number + distance > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("A partition is " + distance + " behind partition " + number + ".");
            }
            number += distance;
            int partition = (int) number;
            int changed = in.next();
            LocalPartition old = partitions.get(partition);
            if (changed != LEFT) {
                partitions.put(partition, changed(old == null ? LocalPartition.NONE : old, changed, in));
            } else if (partitions.remove(partition) == null) {
                throw new IllegalArgumentException("Partition " + partition + " left a server that did not have it.");
            }
        }
        return new LocalLoads(partitions, windowOperations);
    }

    private static LocalPartition changed(LocalPartition old, int changed, Input in) {
        if (changed >= LEFT) {
            throw new IllegalArgumentException("A partition has the unknown changes " + changed + ".");
        }
        long[] values = values(old);
        for (int i = 0; i < VALUES; i++) {
            if ((changed & PRIMARY << i + 1) != 0) {
                values[i] += in.difference();
            }
        }
        boolean primary = old.primary() ^ (changed & PRIMARY) != 0;
        return new LocalPartition(primary, values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    private static void writeDifference(long difference, ByteArrayOutputStream out) {
        write(difference << 1 ^ difference >> 63, out);
    }

    private static void write(long number, ByteArrayOutputStream out) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Reads numbers of variable length. Not thread-safe. */
    private static final class Input {
        private final byte[] bytes;
        private int position;

        Input(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return position < bytes.length;
        }

        int next() {
            if (!hasMore()) {
                throw new IllegalArgumentException("The changes of a server's loads end early.");
            }
            return bytes[position++] & 0xff;
        }

        long difference() {
            long zigzag = number();
            return zigzag >>> 1 ^ -(zigzag & 1);
        }

        long number() {
            long number = 0;
            for (int i = 0; i < MAX_NUMBER_BYTES; i++) {
                int part = next();
                number |= (part & 0x7fL) << 7 * i;
                if (part < 0x80) {
                    return number;
                }
            }
            throw new IllegalArgumentException("A number has more than " + MAX_NUMBER_BYTES + " bytes.");
        }
    }
}
