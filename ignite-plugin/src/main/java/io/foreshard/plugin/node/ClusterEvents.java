package io.foreshard.plugin.node;

import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.shard.ShardListener;
import io.foreshard.shard.ShardDecision;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingListener;

/** The events of shard planning, shared state and training. Thread-safe; does not block. */
final class ClusterEvents implements ShardListener, StateListener, TrainingListener {
    private final EventLog log;

    ClusterEvents(EventLog log) {
        this.log = log;
    }

    @Override
    public void onSplit(ShardDecision decision) {
        log.report(Event.SHARD_SPLIT, decision + ".", null);
    }

    @Override
    public void onMerge(ShardDecision decision) {
        log.report(Event.SHARDS_MERGED, decision + ".", null);
    }

    @Override
    public void onAdvice(ShardDecision decision) {
        log.report(Event.SHARDS_ADVISED, "Would do, but the mode of shard planning is advise: " + decision + ".", null);
    }

    @Override
    public void onMove(ShardDecision decision) {
        log.report(Event.SHARD_MOVED, decision + ".", null);
    }

    @Override
    public void onCopiesDiffer(String difference) {
        log.report(
                Event.COPIES_DIFFER,
                difference + " Nothing moves until they are equal: repair them with control.sh --consistency repair.",
                null);
    }

    @Override
    public void onOperation(ShardDecision decision) {
        log.report(Event.SHARDS_OPERATED, decision + ".", null);
    }

    @Override
    public void onPartitionOverloaded(ShardDecision decision) {
        log.report(Event.PARTITION_OVERLOADED, decision + ".", null);
    }

    @Override
    public void onPartitionRecovered(ShardDecision decision) {
        log.report(Event.PARTITION_RECOVERED, decision + ".", null);
    }

    @Override
    public void onPartitionClosed(ShardDecision decision) {
        log.report(Event.PARTITION_CLOSED, decision + ".", null);
    }

    @Override
    public void onPartitionOpened(ShardDecision decision) {
        log.report(Event.PARTITION_OPENED, decision + ".", null);
    }

    @Override
    public void onLoadsUnreadable(String server, RuntimeException cause) {
        log.report(
                Event.SHARD_ROUND_FAILED,
                "The server " + server + " failed to read its loads; shard planning uses those of its last answer.",
                cause);
    }

    @Override
    public void onRoundFailed(RuntimeException cause) {
        log.report(Event.SHARD_ROUND_FAILED, "A round of shard planning failed; the next round repeats it.", cause);
    }

    @Override
    public void onUnreadable(UnreadableStateException cause) {
        log.report(
                Event.STATE_UNREADABLE,
                "Shared state cannot be read; this node continues with its earlier value.",
                cause);
    }

    @Override
    public void onDecision(TrainingDecision decision) {
        switch (decision.kind()) {
            case SKIPPED -> log.increment(Event.TRAINING_SKIPPED); // not logged: most looks at the actions end so
            case REFUSED -> log.increment(Event.TRAINING_REFUSED); // nor this: with good models most trainings end so
            case PUBLISHED -> log.report(
                    Event.MODEL_PUBLISHED,
                    "Published version " + decision.version() + " of the models. " + decision.reason(),
                    null);
            case ROLLED_BACK -> log.report(Event.MODEL_ROLLED_BACK, decision.reason(), null);
        }
    }

    @Override
    public void onFailed(RuntimeException cause) {
        log.report(
                Event.TRAINING_FAILED,
                "Training failed; the published models stay in use, and the training is repeated.",
                cause);
    }
}
