package io.foreshard.shard;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/**
 * The partitions that are closed: the encoder issues no new profile ids into them. Their rows stay readable and writable.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClosedPartitions {
    /** No partition is closed. */
    public static final ClosedPartitions NONE = new ClosedPartitions(new BitSet());

    /** Above the maximum number of partitions of a map; bounds the memory allocated for damaged bytes. */
    private static final int MAX_PARTITIONS = 1 << 16;

    private final BitSet closed;

    ClosedPartitions(BitSet closed) {
        this.closed = (BitSet) closed.clone();
    }

    /** Returns whether a partition is closed. */
    public boolean contains(int partition) {
        return closed.get(partition);
    }

    /** Returns the number of closed partitions. */
    public int size() {
        return closed.cardinality();
    }

    /** Returns the number of closed partitions of a shard. */
    public int count(Shard shard) {
        return closed.get(shard.firstPartition(), shard.lastPartition() + 1).cardinality();
    }

    /** Returns a copy of the set. */
    public BitSet partitions() {
        return (BitSet) closed.clone();
    }

    /** Writes the numbers of the partitions. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(closed.cardinality());
        for (int partition = closed.nextSetBit(0); partition >= 0; partition = closed.nextSetBit(partition + 1)) {
            out.writeInt(partition);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the bytes end early
     * @throws IllegalArgumentException if the bytes are not ascending numbers of partitions
     */
    public static ClosedPartitions read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IllegalArgumentException(
                    "A number of closed partitions is never negative, but is " + count + ".");
        }
        BitSet closed = new BitSet();
        for (int i = 0; i < count; i++) {
            int partition = in.readInt();
            if (partition < closed.length() || partition >= MAX_PARTITIONS) {
                throw new IllegalArgumentException("Closed partitions are ascending numbers below " + MAX_PARTITIONS
                        + ", but " + partition + " follows " + (closed.length() - 1) + ".");
            }
            closed.set(partition);
        }
        return new ClosedPartitions(closed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClosedPartitions others && closed.equals(others.closed);
    }

    @Override
    public int hashCode() {
        return closed.hashCode();
    }

    @Override
    public String toString() {
        return "closed partitions " + closed;
    }
}
