package io.foreshard.plugin.node;

import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.shard.ShardListener;
import io.foreshard.predict.ModelReport;
import io.foreshard.predict.TrainingListener;
import io.foreshard.shard.ShardDecision;
import java.util.Locale;

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
    public void onPublished(ModelReport model) {
        log.report(
                Event.MODEL_PUBLISHED,
                String.format(
                        Locale.ROOT,
                        "Published version %d of the model of the next type: accuracy %.3f (majority %.3f) on %d examples.",
                        model.version(),
                        model.accuracy(),
                        model.majorityAccuracy(),
                        model.examples()),
                null);
    }

    @Override
    public void onRefused(String reason) {
        log.increment(Event.TRAINING_REFUSED); // not logged: with a good model every training ends so
    }

    @Override
    public void onFailed(RuntimeException cause) {
        log.report(Event.TRAINING_FAILED, "Training failed; it is repeated after prediction.trainingInterval.", cause);
    }
}
