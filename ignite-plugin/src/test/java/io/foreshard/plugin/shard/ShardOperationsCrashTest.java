package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ServerProcess;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.ShardCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed while two operators on a client split and merge shards. */
class ShardOperationsCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KILLS = 2;
    private static final int OPERATIONS = 30;

    @TempDir
    Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void run_serverIsKilled_eachAcknowledgedChangeHoldsAndOperatorsGoOn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite server = nodes.cluster(1, OperatedNode.configuration());
            ClusterShards shards = ClusterShards.of(nodes.client("client", OperatedNode.configuration()));
            await().atMost(PATIENCE)
                    .until(() ->
                            server.<Foreshard>plugin(Foreshard.NAME).shards().isPresent());
            List<Operator> operators = List.of(new Operator(shards, "0000"), new Operator(shards, "1010"));
            for (int kill = 0; kill < KILLS; kill++) {
                try (ServerProcess child =
                        ServerProcess.start(OperatedNode.class, directory, server, "child-" + kill)) {
                    child.awaitServers(server, 2);
                    List<Future<?>> running = new ArrayList<>();
                    stopped.set(false);
                    operators.forEach(operator -> running.add(threads.submit(operator)));
                    awaitOperations(operators);
                    child.kill();
                    awaitOperations(operators);
                    stopped.set(true);
                    for (Future<?> each : running) {
                        each.get();
                    }
                }
                ShardCatalogue catalogue = shards.report().catalogue();
                operators.forEach(operator -> operator.verify(catalogue));
                assertThat(catalogue.version() - 1).isEqualTo(catalogue.splits() + catalogue.merges());
                assertThat(catalogue.splits() + catalogue.merges())
                        .isGreaterThanOrEqualTo(operators.stream()
                                .mapToInt(operator -> operator.acknowledged.get())
                                .sum());
            }
            assertThat(failed.get()).as("calls that met the end of a server").isLessThanOrEqualTo(4 * KILLS);
        } finally {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    private static void awaitOperations(List<Operator> operators) {
        for (Operator operator : operators) {
            int before = operator.acknowledged.get();
            await().atMost(PATIENCE).until(() -> operator.acknowledged.get() >= before + OPERATIONS);
        }
    }

    /** Splits a shard and merges it again, until the test ends. */
    private final class Operator implements Runnable {
        private final ClusterShards shards;
        private final String shard;
        private final AtomicInteger acknowledged = new AtomicInteger();
        private boolean whole = true;

        Operator(ClusterShards shards, String shard) {
            this.shards = shards;
            this.shard = shard;
        }

        @Override
        public void run() {
            while (!stopped.get()) {
                try {
                    shards.run(whole ? ShardOperation.split(shard) : ShardOperation.merge(shard + "1"));
                    acknowledged.incrementAndGet();
                    whole = !whole;
                } catch (IllegalArgumentException | IllegalStateException e) {
                    failed.incrementAndGet();
                    whole = isWhole(awaitedReport());
                }
            }
        }

        private ShardCatalogue awaitedReport() {
            return await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> shards.report().catalogue(), catalogue -> true);
        }

        private boolean isWhole(ShardCatalogue catalogue) {
            return catalogue.shardOf(Integer.parseInt(shard, 2) * 4).partitions() == 4;
        }

        void verify(ShardCatalogue catalogue) {
            assertThat(isWhole(catalogue)).as(shard).isEqualTo(whole);
        }
    }
}
