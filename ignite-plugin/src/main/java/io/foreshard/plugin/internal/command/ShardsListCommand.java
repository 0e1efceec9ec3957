package io.foreshard.plugin.internal.command;

import static org.apache.ignite.internal.management.SystemViewTask.SimpleType.NUMBER;
import static org.apache.ignite.internal.management.SystemViewTask.SimpleType.STRING;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.ignite.internal.management.SystemViewCommand;
import org.apache.ignite.internal.management.api.NoArg;

/** {@code --shards list}. Stateless. */
public final class ShardsListCommand extends ShardCommand<NoArg> {
    /** Creates the command. */
    public ShardsListCommand() {
        super("Print the shards with their partitions and loads", NoArg.class);
    }

    @Override
    void run(ClusterShards shards, NoArg arg, Consumer<String> printer) {
        ShardReport report = shards.report();
        ShardCatalogue catalogue = report.catalogue();
        List<List<?>> rows = new ArrayList<>();
        for (int i = 0; i < catalogue.shards().size(); i++) {
            Shard shard = catalogue.shards().get(i);
            PartitionLoad load = report.load(i);
            rows.add(List.of(
                    shard.prefix(catalogue.partitions()),
                    shard.firstPartition() + "-" + shard.lastPartition(),
                    shard.isPinned() ? "pinned" : "",
                    load.bytes(),
                    report.remoteBytes(i),
                    load.rows(),
                    Math.round(load.readsPerSecond()),
                    Math.round(load.writesPerSecond()),
                    Math.round(100 * report.coverage(i))));
        }
        SystemViewCommand.printTable(
                List.of(
                        "shard",
                        "partitions",
                        "",
                        "bytes",
                        "remote bytes",
                        "rows",
                        "reads/s",
                        "writes/s",
                        "measured %"),
                List.of(STRING, STRING, STRING, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER),
                rows,
                printer);
        printer.accept("Mode " + report.mode().name().toLowerCase(Locale.ROOT) + ", catalogue version "
                + catalogue.version() + ", " + catalogue.splits() + " splits, " + catalogue.merges() + " merges.");
    }
}
