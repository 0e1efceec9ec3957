package io.foreshard.plugin.shard;

import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardCatalogueFormat;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.Mode;
import io.foreshard.shard.balance.PlacementDecision;
import io.foreshard.shard.balance.Reason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The byte format 1 of a {@link ShardReport}. Thread-safe. */
final class ShardReportFormat {
    private ShardReportFormat() {}

    static void write(ShardReport report, DataOutput out) throws IOException {
        out.writeLong(report.atMillis());
        out.writeUTF(report.mode().name());
        ShardCatalogueFormat.write(report.catalogue(), out);
        for (int shard = 0; shard < report.catalogue().shards().size(); shard++) {
            write(report.measure(shard), out);
            ShardHistory.write(report.decision(shard), out);
        }
        for (ServerReport server : report.servers()) {
            out.writeBoolean(true);
            write(server, out);
        }
        out.writeBoolean(false);
        out.writeLong(report.placement().verified());
        for (PlacementDecision move : report.moves()) {
            out.writeBoolean(true);
            write(move, out);
        }
        out.writeBoolean(false);
    }

    private static void write(PlacementDecision move, DataOutput out) throws IOException {
        out.writeUTF(move.code().name());
        out.writeInt(move.partition());
        out.writeUTF(move.from());
        out.writeUTF(move.to());
        out.writeLong(move.bytes());
        out.writeUTF(move.reason());
    }

    private static void write(ShardMeasure measure, DataOutput out) throws IOException {
        PartitionLoad load = measure.load();
        out.writeLong(load.bytes());
        out.writeLong(load.rows());
        out.writeDouble(load.readsPerSecond());
        out.writeDouble(load.writesPerSecond());
        out.writeDouble(load.cpuPerSecond());
        out.writeLong(measure.remoteBytes());
        out.writeLong(measure.measuredMillis());
        out.writeDouble(measure.coverage());
    }

    private static void write(ServerReport server, DataOutput out) throws IOException {
        out.writeUTF(server.server());
        out.writeBoolean(server.answered());
        out.writeLong(server.measuredMillis());
        out.writeDouble(server.readsPerSecond());
        out.writeDouble(server.writesPerSecond());
        out.writeDouble(server.windowOperationsPerSecond());
    }

    /**
     * Reads a report.
     *
     * @throws IOException if the bytes end early or contain an invalid text
     * @throws IllegalArgumentException if the bytes are not a report
     */
    static ShardReport read(DataInput in) throws IOException {
        long atMillis = in.readLong();
        Mode mode = Mode.valueOf(in.readUTF());
        ShardCatalogue catalogue = ShardCatalogueFormat.read(in);
        int shards = catalogue.shards().size();
        ShardMeasure[] measures = new ShardMeasure[shards];
        ShardDecision[] decisions = new ShardDecision[shards];
        for (int shard = 0; shard < shards; shard++) {
            measures[shard] = readMeasure(in);
            decisions[shard] = ShardHistory.readDecision(in);
        }
        List<ServerReport> servers = new ArrayList<>();
        while (in.readBoolean()) {
            servers.add(new ServerReport(
                    in.readUTF(), in.readBoolean(), in.readLong(), in.readDouble(), in.readDouble(), in.readDouble()));
        }
        long verified = in.readLong();
        List<PlacementDecision> moves = new ArrayList<>();
        while (in.readBoolean()) {
            moves.add(new PlacementDecision(
                    Reason.valueOf(in.readUTF()),
                    in.readInt(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    in.readUTF()));
        }
        return new ShardReport(
                atMillis, mode, catalogue, measures, decisions, servers, new PlacementRound(verified, moves));
    }

    private static ShardMeasure readMeasure(DataInput in) throws IOException {
        PartitionLoad load =
                new PartitionLoad(in.readLong(), in.readLong(), in.readDouble(), in.readDouble(), in.readDouble());
        return new ShardMeasure(load, in.readLong(), in.readLong(), in.readDouble());
    }
}
