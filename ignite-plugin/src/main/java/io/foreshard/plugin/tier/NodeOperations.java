package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.NodeReport.State;
import io.foreshard.plugin.tier.OperationHost.Group;
import io.foreshard.store.StoreSelfTest.Verdict;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierException;
import io.foreshard.tier.TierSize;
import io.foreshard.tier.TierStatistics;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.plugin.security.SecurityException;

/**
 * The operations on the tier of one server: starts tasks, remembers the last ones and answers for them. Thread-safe; owns no thread.
 */
public final class NodeOperations {
    private static final String KEY = "foreshard-tier-operations";
    /** Running tasks: each uses the same few threads of the tier, so more would only wait. */
    private static final int MOST_RUNNING = 8;
    /** Ended tasks that are remembered, for callers that still poll them. */
    private static final int MOST_ENDED = 64;

    private final OperationHost host;
    private final Tier tier;
    private final ClusterPins pins;
    private final Supplier<Verdict> selfTest;
    private final Optional<String> warning;
    private final Executor executor;
    private final Map<UUID, TierRun> runs = new LinkedHashMap<>();

    /**
     * Creates the operations.
     *
     * @param tier the tier of this server, null if it has none
     * @param selfTest runs the self-test of the store
     * @param warning a sentence for callers of a recall, empty if recalled partitions stay local
     * @param executor runs tasks, one thread for each
     */
    public NodeOperations(
            OperationHost host,
            Tier tier,
            ClusterPins pins,
            Supplier<Verdict> selfTest,
            Optional<String> warning,
            Executor executor) {
        this.host = host;
        this.tier = tier;
        this.pins = pins;
        this.selfTest = selfTest;
        this.warning = warning;
        this.executor = executor;
    }

    /** Makes these operations those of a node: the service finds them there. */
    public void publish(Ignite ignite) {
        ignite.cluster().nodeLocalMap().put(KEY, this);
    }

    static NodeOperations of(Ignite ignite) {
        return ignite.cluster().<String, NodeOperations>nodeLocalMap().get(KEY);
    }

    NodeReport start(TierTask task) {
        try {
            host.authorize();
            if (tier == null) {
                return report(
                        State.NO_TIER, "The server has no tier: its ForeshardConfiguration has no tier.storeUri.");
            }
            return task.verb() == TierVerb.STATUS ? status() : started(task).report();
        } catch (IllegalArgumentException e) {
            return report(State.REFUSED, e.getMessage());
        } catch (SecurityException | RejectedExecutionException | TierException e) {
            return report(State.FAILED, e.getMessage());
        }
    }

    NodeReport poll(UUID task) {
        TierRun run = find(task);
        return run == null ? unknown(task) : run.report();
    }

    NodeReport cancel(UUID task) {
        try {
            host.authorize();
        } catch (SecurityException e) {
            return report(State.FAILED, e.getMessage());
        }
        TierRun run = find(task);
        if (run == null) {
            return unknown(task);
        }
        run.cancel();
        return run.report();
    }

    /** Cancels all tasks: the node stops. */
    public void close() {
        running().forEach(TierRun::cancel);
    }

    private NodeReport unknown(UUID task) {
        return report(State.REFUSED, "There is no operation " + task + ".");
    }

    private NodeReport report(State state, String message) {
        return NodeReport.of(host.node(), state, message);
    }

    private synchronized TierRun find(UUID task) {
        return runs.get(task);
    }

    private synchronized List<TierRun> running() {
        return runs.values().stream()
                .filter(run -> !run.report().state().isEnd())
                .toList();
    }

    private synchronized TierRun started(TierTask task) {
        TierRun present = runs.get(task.id());
        if (present != null) {
            return present;
        }
        Set<Group> groups = groups(task);
        if (running().size() == MOST_RUNNING) {
            throw new RejectedExecutionException(
                    MOST_RUNNING + " operations are running on the server: cancel one, or try again later.");
        }
        TierRun run = new TierRun(task, List.copyOf(groups), host, tier, pins, selfTest, warning);
        run.prepare();
        executor.execute(run);
        runs.put(task.id(), run);
        forgetEnded();
        return run;
    }

    private void forgetEnded() {
        List<UUID> ended = runs.entrySet().stream()
                .filter(run -> run.getValue().report().state().isEnd())
                .map(Map.Entry::getKey)
                .toList();
        ended.stream().limit(Math.max(0, ended.size() - MOST_ENDED)).forEach(runs::remove);
    }

    private Set<Group> groups(TierTask task) {
        if (!task.verb().isByPartition()) {
            return Set.of();
        }
        if (task.groups().isEmpty()) {
            return new LinkedHashSet<>(host.groups());
        }
        Set<Group> groups = new LinkedHashSet<>();
        for (String name : task.groups()) {
            Group group = host.group(name).orElseThrow(() -> new IllegalArgumentException(unknownGroup(name)));
            task.partitions(group);
            groups.add(group);
        }
        return groups;
    }

    private String unknownGroup(String name) {
        String present = host.groups().stream().map(Group::name).sorted().collect(Collectors.joining(", "));
        return "There is no cache or cache group '" + name + "' with persistence and without encryption; there "
                + (present.isEmpty() ? "is none." : "are: " + present + ".");
    }

    private NodeReport status() {
        Figures figures = new Figures();
        Map<String, TierSize> sizes = new TreeMap<>(tier.sizes());
        pinnedHere().forEach((group, pinned) -> {
            figures.add(group, TierFigure.PINNED, pinned);
            sizes.computeIfAbsent(group, tier::size);
        });
        sizes.forEach((group, size) -> figures.add(group, TierFigure.FILE_BYTES, size.fileBytes())
                .add(group, TierFigure.ALLOCATED_BYTES, size.allocatedBytes())
                .add(group, TierFigure.REMOTE_BYTES, size.remoteBytes())
                .add(
                        group,
                        TierFigure.PARTITIONS,
                        host.group(group)
                                .map(found -> host.partitions(found).size())
                                .orElse(0)));
        TierStatistics statistics = tier.statistics();
        figures.add(NodeReport.NO_GROUP, TierFigure.GARBAGE_BYTES, tier.garbageBytes())
                .add(NodeReport.NO_GROUP, TierFigure.FETCHES, statistics.fetches())
                .add(NodeReport.NO_GROUP, TierFigure.FETCHED_BYTES, statistics.fetchedBytes())
                .add(NodeReport.NO_GROUP, TierFigure.UPLOADED_BYTES, statistics.uploadedBytes())
                .add(NodeReport.NO_GROUP, TierFigure.ERRORS, statistics.errors())
                .add(NodeReport.NO_GROUP, TierFigure.BLOCKED, statistics.blockedChanges());
        List<String> messages = new ArrayList<>();
        tier.offloadPause().ifPresent(messages::add);
        tier.lastImage().ifPresent(image -> messages.add("The last image is as of " + image.begun() + "."));
        if (statistics.waitingChanges() > 0) {
            messages.add(statistics.waitingChanges() + " changes are blocked on the object store, the first for "
                    + statistics.longestWaitingChange().toSeconds() + " s.");
        }
        if (!statistics.checkpointDelay().isZero()) {
            messages.add(
                    "A checkpoint has waited " + statistics.checkpointDelay().toSeconds()
                            + " s for slow fetches; until it begins, the write-ahead log grows.");
        }
        running().forEach(run -> messages.add(run.line()));
        return new NodeReport(host.node(), State.DONE, figures, messages);
    }

    /** Returns the number of pinned partitions on this server by group, for the groups that have some. */
    private Map<String, Long> pinnedHere() {
        Map<String, Long> here = new TreeMap<>();
        for (Group group : host.groups()) {
            BitSet pinned = pins.pins().of(group.name());
            if (!pinned.isEmpty()) {
                here.put(
                        group.name(),
                        host.partitions(group).keySet().stream()
                                .filter(pinned::get)
                                .count());
            }
        }
        here.values().removeIf(count -> count == 0);
        return here;
    }
}
