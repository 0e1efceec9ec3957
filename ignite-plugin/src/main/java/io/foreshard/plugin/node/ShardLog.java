package io.foreshard.plugin.node;

import io.foreshard.plugin.shard.ShardListener;
import io.foreshard.shard.ShardDecision;
import org.apache.ignite.IgniteLogger;

/** Logs the events of shard planning. Thread-safe. */
final class ShardLog implements ShardListener {
    private final IgniteLogger log;

    ShardLog(IgniteLogger log) {
        this.log = log;
    }

    @Override
    public void onSplit(ShardDecision decision) {
        log.info("Shards: " + decision);
    }

    @Override
    public void onMerge(ShardDecision decision) {
        log.info("Shards: " + decision);
    }

    @Override
    public void onPartitionOverloaded(ShardDecision decision) {
        log.warning("Shards: " + decision);
    }

    @Override
    public void onPartitionRecovered(ShardDecision decision) {
        log.info("Shards: " + decision);
    }

    @Override
    public void onRoundFailed(RuntimeException cause) {
        log.warning("A round of shard planning failed; the next one tries again.", cause);
    }
}
