package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.PartitionLoad;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardLimits;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.ShardPlanner;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteLogger;
import org.apache.ignite.cluster.ClusterNode;

/**
 * The rounds of shard planning on one node: the oldest server gathers the loads, plans and publishes; every node reads what was
 * published.
 *
 * <p>Time is the machine's, not the events': the load of a replay is what it does to the machine. A round that fails is logged,
 * counted and tried again. Thread-safe.
 */
public final class ShardManager implements AutoCloseable {
    static final String LOADS = "foreshard-partition-loads";
    static final String CATALOGUE = "shard-catalogue";
    static final String REPORT = "shard-report";

    private static final long ROUND_SECONDS = 3;
    private static final long ANSWER_MILLIS = 10_000;
    private static final int FIRST_SHARDS = 16;

    private final Ignite ignite;
    private final IgniteLogger log;
    private final Clock clock;
    private final int partitions;
    private final ShardLimits limits;
    private final ShardPlanner planner;
    private final ScheduledExecutorService rounds;
    private final LongAdder failures = new LongAdder();
    private LoadRates rates;
    private LoadHistory history = LoadHistory.empty();
    private volatile ShardReport report;

    public ShardManager(Ignite ignite, IgniteLogger log, Clock clock, int partitions, ShardLimits limits) {
        this.ignite = ignite;
        this.log = log;
        this.clock = clock;
        this.partitions = partitions;
        this.limits = limits;
        this.planner = new ShardPlanner(limits);
        this.rates = new LoadRates(partitions);
        this.rounds = DaemonThreads.scheduled("foreshard-shards");
    }

    /**
     * Starts the rounds.
     *
     * @param loads what this node knows about its partitions; null on a client
     */
    public void start(PartitionLoads loads) {
        rounds.scheduleWithFixedDelay(() -> tryRound(loads), ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns the newest report that reached this node, or null before the first. */
    public ShardReport report() {
        return report;
    }

    /** Returns how many rounds have failed on this node. */
    public long failures() {
        return failures.sum();
    }

    private void tryRound(PartitionLoads loads) {
        try {
            if (ignite.cluster().state().active()) {
                round(loads);
            }
        } catch (RuntimeException e) {
            failures.increment();
            if (!rounds.isShutdown()) {
                log.warning("A round of shard planning failed and will be tried again.", e);
            }
        }
    }

    private void round(PartitionLoads loads) {
        if (loads != null) {
            ignite.cluster().nodeLocalMap().putIfAbsent(LOADS, loads);
        }
        IgniteCache<String, Object> meta = ignite.cache(StateCache.NAME);
        if (meta == null) {
            return; // the cluster is still creating its caches
        }
        ClusterNode oldest = ignite.cluster().forServers().forOldest().node();
        if (oldest != null && oldest.isLocal()) {
            coordinate(meta);
        } else {
            rates = new LoadRates(partitions);
            history = LoadHistory.empty();
        }
        report = (ShardReport) meta.get(REPORT);
    }

    private void coordinate(IgniteCache<String, Object> meta) {
        ShardCatalogue catalogue = (ShardCatalogue) meta.get(CATALOGUE);
        if (catalogue == null) {
            catalogue = ShardCatalogue.initial(partitions, Math.min(FIRST_SHARDS, partitions), clock.millis());
            if (!meta.invoke(CATALOGUE, new ReplaceCatalogue(0, catalogue))) {
                return; // another coordinator was first: plan from its catalogue
            }
        }
        Map<UUID, LocalLoads> answers = new HashMap<>();
        for (NodeLoads answer : ignite.compute(ignite.cluster().forServers())
                .withTimeout(ANSWER_MILLIS)
                .broadcast(new ReadLoads())) {
            if (answer != null) {
                answers.put(answer.nodeId(), answer.loads());
            }
        }
        long nowMillis = clock.millis();
        List<PartitionLoad> loads = rates.next(answers, nowMillis);
        history = history.plus(nowMillis, loads, limits.mergeEvidence());
        ShardPlan plan = planner.plan(catalogue, history, nowMillis);
        if (plan.catalogue() != catalogue
                && !meta.invoke(CATALOGUE, new ReplaceCatalogue(catalogue.version(), plan.catalogue()))) {
            return; // another coordinator was first: plan again from its catalogue
        }
        plan.decisions().stream()
                .filter(decision -> decision.kind() != io.foreshard.shard.ShardDecision.Kind.KEEP)
                .forEach(decision -> log.info("Shards: " + decision));
        meta.put(REPORT, ShardReport.of(plan, loads, answers.values()));
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
