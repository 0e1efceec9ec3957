package io.foreshard.plugin.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does in the exchange of a change that it did not prepare itself. */
class PlacementExchangeTest {
    private static final int PARTITIONS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final PlacementChange CHANGE =
            new PlacementChange(0, PARTITIONS, List.of(new PlacedRange(0, 16, List.of("server-0"), 0)));

    private static GridKernalContext start(TestNodes nodes) {
        GridKernalContext context =
                ((IgniteEx) nodes.cluster(1, new ForeshardConfiguration().setPartitions(PARTITIONS))).context();
        await().atMost(PATIENCE)
                .until(() -> ready(context).equals(context.discovery().topologyVersionEx()));
        return context;
    }

    private static AffinityTopologyVersion ready(GridKernalContext context) {
        return context.cache().context().exchange().readyAffinityVersion();
    }

    /** Sends a change and awaits the end of its exchange. */
    private static void send(GridKernalContext context, PlacementMessage message) throws IgniteCheckedException {
        AffinityTopologyVersion before = ready(context);
        context.discovery().sendCustomEvent(message);
        await().atMost(PATIENCE).until(() -> ready(context).compareTo(before) > 0);
    }

    private static long hash(GridKernalContext context) {
        return AssignmentHash.expected(context, Placement.rendezvous(PARTITIONS).apply(CHANGE), ready(context));
    }

    @Test
    void exchange_sameOwnersComputed_continues(@TempDir Path directory) throws IgniteCheckedException {
        try (TestNodes nodes = new TestNodes(directory)) {
            GridKernalContext context = start(nodes);

            send(context, new PlacementMessage(CHANGE, ready(context), hash(context)));

            assertThat(AssignmentHash.actual(context, PARTITIONS)).isNotZero();
        }
    }

    @Test
    void exchange_otherOwnersComputed_stopsTheServer(@TempDir Path directory) throws IgniteCheckedException {
        try (TestNodes nodes = new TestNodes(directory)) {
            GridKernalContext context = start(nodes);

            context.discovery().sendCustomEvent(new PlacementMessage(CHANGE, ready(context), hash(context) + 1));

            await().atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(nodes::throwFailures)
                    .hasStackTraceContaining("This server computed other owners of the partitions"));
            nodes.forgetFailures();
        }
    }

    @Test
    void exchange_placementNotWritten_stopsTheServer(@TempDir Path directory) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            GridKernalContext context = start(nodes);
            Files.createDirectories(directory.resolve("server-0/db/server_0/placement/occupied"));

            context.discovery().sendCustomEvent(new PlacementMessage(CHANGE, ready(context), hash(context)));

            await().atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(nodes::throwFailures)
                    .hasStackTraceContaining("The placement cannot be written"));
            nodes.forgetFailures();
        }
    }

    @Test
    void exchange_preparedBeforeAnotherExchange_hasNoEffect(@TempDir Path directory) throws IgniteCheckedException {
        try (TestNodes nodes = new TestNodes(directory)) {
            GridKernalContext context = start(nodes);
            PlacementMessage early = new PlacementMessage(CHANGE, ready(context), hash(context) + 1);
            context.grid().createCache("other");
            await().atMost(PATIENCE)
                    .until(() -> ready(context).equals(context.discovery().topologyVersionEx()));

            send(context, early);

            assertThatCode(nodes::throwFailures).doesNotThrowAnyException();
        }
    }
}
