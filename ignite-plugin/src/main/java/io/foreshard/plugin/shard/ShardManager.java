package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ClosedPartitions;
import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.ShardPlanner;
import io.foreshard.shard.balance.Mode;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;

/**
 * The rounds of shard planning on one node: the oldest server, the coordinator, reads the loads of all servers, plans and publishes; every node reads the
 * report.
 *
 * <p>In the mode {@code advise} the boundaries stay, and the report and the listener say what would be changed; in {@code off} nothing is planned. In all modes
 * loads are measured, and overloaded partitions are reported unless the mode is {@code off}.
 *
 * <p>A server that does not answer in time does not fail a round: its loads are carried forward, see {@link LoadRates}, and the report shows their age. The
 * planner judges no round before the load of every partition was measured once.
 *
 * <p>Uses the time of the machine, not of the actions, because load is measured on the machine, also during a replay. A failed round is reported and
 * counted, and the next round repeats it. Thread-safe.
 */
public final class ShardManager implements AutoCloseable {
    static final String LOADS = "foreshard-partition-loads";

    private static final int FIRST_SHARDS = 16;

    private final Ignite ignite;
    private final Clock clock;
    private final ShardRules rules;
    private final RoundTiming timing;
    private final ShardListener listener;
    private final ShardPlanner planner;
    private final SharedState<ShardCatalogue> catalogues;
    private final SharedState<ShardReport> reports;
    private final DecisionLog decisions;
    private final LongAdder failures = new LongAdder();
    private final ServerPoll poll;
    private final Advice advice;
    private final ClosedState closedState;
    private final ClosingRounds closings;
    private final PlacementRounds placements;
    private LoadRates rates;
    private LoadHistory history = LoadHistory.empty();
    private volatile ShardReport report;
    private volatile boolean closed;
    private volatile Future<?> rounds;

    public ShardManager(Ignite ignite, Clock clock, ShardRules rules, RoundTiming timing, ShardListener listener) {
        this.ignite = ignite;
        this.clock = clock;
        this.rules = rules;
        this.timing = timing;
        this.listener = listener;
        this.planner = new ShardPlanner(rules.limits());
        this.catalogues = ShardStates.catalogue(ignite);
        this.reports = ShardStates.report(ignite);
        this.decisions = new DecisionLog(ignite);
        this.poll = new ServerPoll(ignite, timing.answerDeadline(), listener::onLoadsUnreadable);
        this.advice = new Advice(rules.limits().minMergeAge());
        this.closedState = new ClosedState(ignite);
        this.closings = new ClosingRounds(closedState, rules, listener, decisions);
        this.placements = new PlacementRounds(rules, clock, listener, decisions);
        this.rates = new LoadRates(rules.partitions());
    }

    /**
     * Starts the rounds.
     *
     * @param executor runs the rounds; the caller shuts it down after {@link #close()}
     * @param loads the loads of this node's partitions; null on a client
     */
    public void start(ScheduledExecutorService executor, PartitionLoads loads) {
        long millis = timing.interval().toMillis();
        rounds = executor.scheduleWithFixedDelay(() -> tryRound(loads), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the report of the last round that this node has read; empty before the first. Sends no request and never waits. */
    public Optional<ShardReport> report() {
        return Optional.ofNullable(report);
    }

    /**
     * Returns the present shards with the loads and decisions of the last round; empty before the first. Sends a request on a client only. While the cluster is
     * inactive or starts, returns what this node read last.
     */
    public Optional<ShardReport> current() {
        if (isReadable()) {
            Optional<ShardReport> last = reports.read().value();
            return last.map(known -> catalogues.read().value().map(known::with).orElse(known));
        }
        return report();
    }

    /** Returns the last decisions, oldest first; empty while the cluster is inactive or starts. Sends a request on a client only. */
    public List<RecordedDecision> decisions() {
        return isReadable() ? decisions.read().decisions() : List.of();
    }

    /** Returns the partitions that take no new profile ids; none while the cluster is inactive or starts. Sends a request on a client only. */
    public ClosedPartitions closedPartitions() {
        return isReadable() ? closedState.current() : ClosedPartitions.NONE;
    }

    private boolean isReadable() {
        return ignite.cluster().state().active() && StateCache.exists(ignite);
    }

    /** Returns the number of failed rounds on this node. */
    public long failures() {
        return failures.sum();
    }

    private void tryRound(PartitionLoads loads) {
        try {
            if (ignite.cluster().state().active()) {
                round(loads);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                failures.increment();
                listener.onRoundFailed(e);
            }
        }
    }

    private void round(PartitionLoads loads) {
        if (loads != null) {
            ignite.cluster().nodeLocalMap().putIfAbsent(LOADS, new SentLoads(loads));
        }
        if (!StateCache.exists(ignite)) {
            return; // the cluster is still creating its caches
        }
        ClusterNode oldest = ignite.cluster().forServers().forOldest().node();
        if (oldest != null && oldest.isLocal()) {
            coordinate();
        } else {
            rates = new LoadRates(rules.partitions());
            history = LoadHistory.empty();
            placements.reset();
        }
        report = reports.read().value().orElse(null);
    }

    private void coordinate() {
        Versioned<ShardReport> lastReport = reports.read();
        Versioned<ShardCatalogue> stored = catalogues.read();
        ShardCatalogue catalogue = stored.value().orElseGet(this::firstCatalogue);
        Collection<ClusterNode> servers = ignite.cluster().forServers().nodes();
        ClusterLoads loads = loads(servers);
        if (loads.isKnown()) {
            history =
                    history.plus(loads.atMillis(), loads.loads(), rules.limits().mergeEvidence());
        }
        Mode mode = rules.mode().get();
        ShardPlan wanted = wanted(mode, catalogue, loads.atMillis());
        ShardPlan plan = mode == Mode.ADVISE ? wanted.advice(catalogue) : wanted;
        boolean changed = plan.catalogue() != catalogue || stored.value().isEmpty();
        if (changed && !catalogues.tryReplace(stored, plan.catalogue())) {
            return; // another coordinator or an operator was first, and the next round plans from that catalogue
        }
        plan.decisions().forEach(this::tell);
        long version = plan.catalogue().version();
        decisions.append(Origin.PLANNER, recorded(plan), version, loads.atMillis());
        closings.round(mode, history, version, loads.atMillis());
        if (mode == Mode.ADVISE) {
            List<ShardDecision> news = advice.news(wanted.changes(), loads.atMillis());
            news.forEach(listener::onAdvice);
            decisions.append(Origin.ADVICE, news, version, loads.atMillis());
        }
        long verified = lastReport.value().map(ShardReport::verifiedPlacement).orElse(0L);
        PlacementRound placed = placements.round(mode, servers, plan.catalogue(), loads, verified);
        reports.tryReplace(lastReport, ShardReport.of(mode, plan, loads, placed));
    }

    private static List<ShardDecision> recorded(ShardPlan plan) {
        return plan.decisions().stream()
                .filter(decision -> decision.kind() != ShardDecision.Kind.KEEP)
                .toList();
    }

    private ShardCatalogue firstCatalogue() {
        int shards = Math.min(FIRST_SHARDS, rules.partitions());
        return ShardCatalogue.ofEqualShards(rules.partitions(), shards, clock.millis());
    }

    private ShardPlan wanted(Mode mode, ShardCatalogue catalogue, long nowMillis) {
        return mode == Mode.OFF
                ? ShardPlan.keep(catalogue, "nothing is planned: the mode is off")
                : planner.plan(catalogue, history, nowMillis);
    }

    private ClusterLoads loads(Collection<ClusterNode> servers) {
        List<ServerLoads> answers = poll.ask(servers);
        List<String> present =
                servers.stream().map(server -> server.consistentId().toString()).toList();
        return rates.next(present, answers, clock.millis());
    }

    private void tell(ShardDecision decision) {
        switch (decision.kind()) {
            case SPLIT -> listener.onSplit(decision);
            case MERGE -> listener.onMerge(decision);
            case OVERLOADED -> listener.onPartitionOverloaded(decision);
            case RECOVERED -> listener.onPartitionRecovered(decision);
            case KEEP, CLOSED, OPENED, PIN, UNPIN, MOVE -> {}
        }
    }

    @Override
    public void close() {
        closed = true;
        Future<?> started = rounds;
        if (started != null) {
            started.cancel(true);
        }
        placements.close();
    }
}
