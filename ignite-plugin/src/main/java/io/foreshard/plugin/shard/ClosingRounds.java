package io.foreshard.plugin.shard;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import io.foreshard.plugin.cluster.Versioned;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ClosedPartitions;
import io.foreshard.shard.ClosingRule;
import io.foreshard.shard.LoadHistory;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.Mode;
import java.util.List;

/**
 * Closes partitions for new profile ids, on the coordinator. In the mode {@code advise} it only says what it would close; in {@code advise} and {@code off} no partition is closed, and those
 * that were are opened. Not thread-safe.
 */
final class ClosingRounds {
    private final ClosedState state;
    private final ClosingRule rule;
    private final ShardListener listener;
    private final DecisionLog log;
    private final Advice advice;

    ClosingRounds(ClosedState state, ShardRules rules, ShardListener listener, DecisionLog log) {
        ProfileLayout layout = ProfileLayout.transactions();
        int partitionsOfEpoch = rules.partitions() >>> layout.width(Field.EPOCH);
        this.state = state;
        this.rule = new ClosingRule(rules.limits(), layout.epochs() * partitionsOfEpoch);
        this.listener = listener;
        this.log = log;
        this.advice = new Advice(rules.limits().minMergeAge());
    }

    /** Closes and opens partitions by the loads measured so far; if another coordinator was first, does nothing. */
    void round(Mode mode, LoadHistory history, long catalogueVersion, long nowMillis) {
        Versioned<ClosedPartitions> stored = state.read();
        ClosedPartitions present = stored.value().orElse(ClosedPartitions.NONE);
        ClosingRule.Plan plan =
                mode == Mode.AUTO ? rule.plan(present, history) : ClosingRule.openAll(present, "the mode is not auto");
        if (!plan.decisions().isEmpty() && state.tryReplace(stored, plan.closed())) {
            log.append(Origin.PLANNER, plan.decisions(), catalogueVersion, nowMillis);
            plan.decisions().forEach(this::tell);
        }
        if (mode == Mode.ADVISE) {
            List<ShardDecision> wanted =
                    rule.plan(ClosedPartitions.NONE, history).decisions();
            List<ShardDecision> news = advice.news(wanted, nowMillis);
            news.forEach(listener::onAdvice);
            log.append(Origin.ADVICE, news, catalogueVersion, nowMillis);
        }
    }

    private void tell(ShardDecision decision) {
        if (decision.kind() == ShardDecision.Kind.CLOSED) {
            listener.onPartitionClosed(decision);
        } else {
            listener.onPartitionOpened(decision);
        }
    }
}
