package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ActionType;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move of rows to a new server is no load of their partitions. */
class RebalanceCountsTest {
    private static final int PARTITIONS = 64;
    private static final int ROWS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void rebalance_toANewServer_countsNoOperationOnAnyServer() {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite first = nodes.cluster(2, configuration());
            Ignite second = Ignition.ignite(first.name().replace("server-0", "server-1"));
            Ignite third = nodes.server("server-2", configuration());
            List<Ignite> servers = List.of(first, second, third);
            servers.forEach(server -> await().atMost(PATIENCE).until(() -> LoadsOfServers.isReady(server)));
            IgniteCache<TransactionKey, TransactionRecord> table = first.cache(TableNames.DEFAULT.transactions());
            table.putAll(rows());
            List<LocalLoads> before = servers.stream().map(LoadsOfServers::of).toList();

            first.cluster().setBaselineTopology(first.cluster().topologyVersion());
            await().atMost(PATIENCE)
                    .until(() -> LoadsOfServers.of(third).partitions().values().stream()
                                    .filter(LocalPartition::primary)
                                    .mapToLong(LocalPartition::rows)
                                    .sum()
                            > ROWS / 6);

            long reads = LoadsOfServers.sum(servers).reads();
            for (int i = 0; i < servers.size(); i++) {
                LocalLoads known = before.get(i);
                LoadsOfServers.of(servers.get(i)).partitions().forEach((number, partition) -> {
                    assertThat(partition.reads())
                            .isEqualTo(known.partition(number).reads());
                    assertThat(partition.writes())
                            .isEqualTo(known.partition(number).writes());
                });
            }

            assertThat(table.getAll(rows().keySet())).hasSize(ROWS);
            assertThat(LoadsOfServers.sum(servers).reads()).isGreaterThan(reads);
        }
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration().setPartitions(PARTITIONS);
    }

    private static Map<TransactionKey, TransactionRecord> rows() {
        Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
            rows.put(
                    new TransactionKey((long) (i % PARTITIONS) << 57, new UUID(7, i), ActionType.VIEW, 0),
                    new TransactionRecord(new UUID(0, i), new Timestamp(i), 1, 1, 1, new byte[100]));
        }
        return rows;
    }
}
