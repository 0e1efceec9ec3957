package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.NodeReport.State;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The reports of all servers that an operation was sent to, sorted by their names. Immutable. */
public final class TierReport {
    private final UUID task;
    private final List<NodeReport> nodes;

    TierReport(UUID task, Collection<NodeReport> nodes) {
        this.task = task;
        this.nodes = List.copyOf(nodes);
    }

    /** Returns the id of the task. */
    public UUID task() {
        return task;
    }

    /** Returns one report for each server. */
    public List<NodeReport> nodes() {
        return nodes;
    }

    /** Returns the sum of a figure over all servers. */
    public long figure(TierFigure figure) {
        return nodes.stream().mapToLong(node -> node.figure(figure)).sum();
    }

    /** Returns whether every server has ended without a failure. */
    public boolean isSuccess() {
        return nodes.stream().map(NodeReport::state).allMatch(State::isSuccess);
    }
}
