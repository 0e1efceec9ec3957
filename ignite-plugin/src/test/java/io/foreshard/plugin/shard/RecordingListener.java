package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardDecision;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the events of the shard managers of a test. Thread-safe. */
final class RecordingListener implements ShardListener {
    final Queue<ShardDecision> decisions = new ConcurrentLinkedQueue<>();
    final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    final Queue<ShardDecision> operations = new ConcurrentLinkedQueue<>();
    final Queue<ShardDecision> advice = new ConcurrentLinkedQueue<>();
    final Queue<String> unreadable = new ConcurrentLinkedQueue<>();

    long count(ShardDecision.Kind kind) {
        return decisions.stream().filter(decision -> decision.kind() == kind).count();
    }

    @Override
    public void onSplit(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onMerge(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onPartitionOverloaded(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onPartitionRecovered(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onPartitionClosed(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onPartitionOpened(ShardDecision decision) {
        decisions.add(decision);
    }

    @Override
    public void onOperation(ShardDecision decision) {
        operations.add(decision);
    }

    @Override
    public void onAdvice(ShardDecision decision) {
        advice.add(decision);
    }

    @Override
    public void onLoadsUnreadable(String server, RuntimeException cause) {
        unreadable.add(server);
    }

    @Override
    public void onRoundFailed(RuntimeException cause) {
        failures.add(cause);
    }
}
