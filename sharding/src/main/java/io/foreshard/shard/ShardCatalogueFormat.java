package io.foreshard.shard;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The byte format 1 of a {@link ShardCatalogue}. Thread-safe. */
public final class ShardCatalogueFormat {
    /** Above the maximum number of partitions of a map; bounds the memory allocated for damaged bytes. */
    private static final int MAX_PARTITIONS = 1 << 16;

    private ShardCatalogueFormat() {}

    /** Writes a catalogue. */
    public static void write(ShardCatalogue catalogue, DataOutput out) throws IOException {
        out.writeLong(catalogue.version());
        out.writeInt(catalogue.partitions());
        out.writeLong(catalogue.splits());
        out.writeLong(catalogue.merges());
        out.writeInt(catalogue.shards().size());
        for (Shard shard : catalogue.shards()) {
            out.writeInt(shard.firstPartition());
            out.writeInt(shard.partitions());
            out.writeLong(shard.createdMillis());
            out.writeUTF(shard.origin().name());
            out.writeBoolean(shard.isPinned());
        }
        int[] overloaded = catalogue.overloadedPartitions().stream().toArray();
        out.writeInt(overloaded.length);
        for (int partition : overloaded) {
            out.writeInt(partition);
        }
    }

    /**
     * Reads a catalogue.
     *
     * @throws IOException if the bytes end early or hold malformed text
     * @throws IllegalArgumentException if the bytes are not a catalogue
     */
    public static ShardCatalogue read(DataInput in) throws IOException {
        long version = in.readLong();
        int partitions = bounded(in.readInt());
        long splits = in.readLong();
        long merges = in.readLong();
        int count = bounded(in.readInt());
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shards.add(new Shard(
                    bounded(in.readInt()),
                    bounded(in.readInt()),
                    in.readLong(),
                    ShardDecision.Kind.valueOf(in.readUTF()),
                    in.readBoolean()));
        }
        BitSet overloaded = new BitSet();
        int overloadedCount = bounded(in.readInt());
        for (int i = 0; i < overloadedCount; i++) {
            overloaded.set(bounded(in.readInt()));
        }
        return new ShardCatalogue(version, partitions, shards, overloaded, splits, merges);
    }

    private static int bounded(int number) {
        if (number < 0 || number > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "A number in the catalogue must be from 0 to " + MAX_PARTITIONS + ", but was " + number + ".");
        }
        return number;
    }
}
