package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardCatalogueFormat;
import io.foreshard.shard.ShardDecision;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The byte format 1 of a {@link ShardReport}. Thread-safe. */
final class ShardReportFormat {
    private ShardReportFormat() {}

    static void write(ShardReport report, DataOutput out) throws IOException {
        ShardCatalogueFormat.write(report.catalogue(), out);
        for (int shard = 0; shard < report.catalogue().shards().size(); shard++) {
            PartitionLoad load = report.load(shard);
            out.writeLong(load.bytes());
            out.writeLong(load.rows());
            out.writeDouble(load.readsPerSecond());
            out.writeDouble(load.writesPerSecond());
            out.writeLong(report.remoteBytes(shard));
            ShardDecision decision = report.decision(shard);
            out.writeUTF(decision.kind().name());
            out.writeInt(decision.firstPartition());
            out.writeInt(decision.partitions());
            out.writeUTF(decision.reason());
        }
    }

    /**
     * Reads a report.
     *
     * @throws IOException if the bytes end early or contain an invalid text
     * @throws IllegalArgumentException if the bytes are not a report
     */
    static ShardReport read(DataInput in) throws IOException {
        ShardCatalogue catalogue = ShardCatalogueFormat.read(in);
        int shards = catalogue.shards().size();
        PartitionLoad[] loads = new PartitionLoad[shards];
        long[] remoteBytes = new long[shards];
        ShardDecision[] decisions = new ShardDecision[shards];
        for (int shard = 0; shard < shards; shard++) {
            loads[shard] = new PartitionLoad(in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
            remoteBytes[shard] = in.readLong();
            decisions[shard] = new ShardDecision(
                    ShardDecision.Kind.valueOf(in.readUTF()), in.readInt(), in.readInt(), in.readUTF());
        }
        return new ShardReport(catalogue, loads, remoteBytes, decisions);
    }
}
