package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.management.cache.CacheIdleVerifyCommandArg;
import org.apache.ignite.internal.management.cache.CacheValidateIndexesCommandArg;
import org.apache.ignite.internal.management.cache.IdleVerifyResultV2;
import org.apache.ignite.internal.management.cache.IdleVerifyTaskV2;
import org.apache.ignite.internal.management.cache.ValidateIndexesJobResult;
import org.apache.ignite.internal.management.cache.ValidateIndexesTask;
import org.apache.ignite.internal.management.cache.ValidateIndexesTaskResult;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.internal.visor.VisorTaskArgument;

/** Ignite's own judges of its data, as {@code control.sh --cache idle_verify} and {@code validate_indexes} call them. */
public final class Judges {
    private Judges() {}

    /** Fails if copies of a partition differ, or an index does not agree with the rows; reads every row of every copy. */
    public static void findNothing(Ignite ignite) throws Exception {
        // the cache of shared state is never idle
        findNothing(
                ignite, TableNames.DEFAULT.transactions(), TableNames.DEFAULT.windows(), TableNames.DEFAULT.receipts());
    }

    /** As {@link #findNothing(Ignite)}; compares the copies of some caches, and looks at the indexes of all. */
    public static void findNothing(Ignite ignite, String... caches) throws Exception {
        List<UUID> servers = servers(ignite);
        awaitExchanges(servers);
        CacheIdleVerifyCommandArg idle = new CacheIdleVerifyCommandArg();
        idle.caches(caches);
        IdleVerifyResultV2 copies = ignite.compute()
                .execute(IdleVerifyTaskV2.class, new VisorTaskArgument<>(servers.get(0), idle, false))
                .result();
        assertThat(copies.exceptions())
                .as(() -> copies.exceptions().values().stream()
                        .map(X::getFullStackTrace)
                        .toList()
                        .toString())
                .isEmpty();
        assertThat(copies.hasConflicts()).as(copies.toString()).isFalse();
        validateIndexes(ignite);
    }

    private static List<UUID> servers(Ignite ignite) {
        return ignite.cluster().forServers().nodes().stream()
                .map(ClusterNode::id)
                .toList();
    }

    /** Looks at the indexes of all caches. */
    public static void validateIndexes(Ignite ignite) throws Exception {
        List<UUID> servers = servers(ignite);
        CacheValidateIndexesCommandArg all = new CacheValidateIndexesCommandArg();
        all.nodeIds(servers.toArray(UUID[]::new));
        ValidateIndexesTaskResult indexes = ignite.compute()
                .execute(ValidateIndexesTask.class, new VisorTaskArgument<>(servers, all, false))
                .result();
        assertThat(indexes.exceptions()).isEmpty();
        assertThat(indexes.results()).hasSize(servers.size());
        assertThat(indexes.results().values())
                .allSatisfy(result ->
                        assertThat(result.hasIssues()).as(() -> issues(result)).isFalse());
    }

    /** A node can be active before the exchange that starts its caches has ended; Ignite's check fails until then. */
    private static void awaitExchanges(List<UUID> servers) throws IgniteCheckedException {
        for (Ignite node : Ignition.allGrids()) {
            if (servers.contains(node.cluster().localNode().id())) {
                ((IgniteEx) node)
                        .context()
                        .cache()
                        .context()
                        .exchange()
                        .lastTopologyFuture()
                        .get();
            }
        }
    }

    private static String issues(ValidateIndexesJobResult result) {
        return Stream.of(result.partitionResult(), result.indexResult())
                        .flatMap(results -> results.values().stream())
                        .flatMap(each -> each.issues().stream())
                        .limit(20)
                        .toList()
                + " " + result.integrityCheckFailures() + " " + result.checkSizeResult();
    }
}
