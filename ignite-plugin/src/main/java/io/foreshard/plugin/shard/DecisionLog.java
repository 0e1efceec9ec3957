package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.SharedState;
import io.foreshard.plugin.shard.RecordedDecision.Origin;
import io.foreshard.shard.ShardDecision;
import java.util.List;
import org.apache.ignite.Ignite;

/**
 * Reads and appends to the history of shards, which all nodes share. A change is appended after the catalogue is written: if the server is killed between the two writes, the change has no entry.
 * Thread-safe.
 */
final class DecisionLog {
    private final SharedState<ShardHistory> history;

    DecisionLog(Ignite ignite) {
        history = ShardStates.history(ignite);
    }

    /** Appends decisions; sends no request if there are none. Throws as {@link SharedState#update}. */
    void append(Origin origin, List<ShardDecision> decisions, long catalogueVersion, long nowMillis) {
        if (!decisions.isEmpty()) {
            List<RecordedDecision> recorded = decisions.stream()
                    .map(decision -> new RecordedDecision(nowMillis, catalogueVersion, origin, decision))
                    .toList();
            history.update(present -> present.orElse(ShardHistory.EMPTY).plus(recorded));
        }
    }

    /** Returns the last decisions, oldest first. Throws as {@link SharedState#read}. */
    ShardHistory read() {
        return history.read().value().orElse(ShardHistory.EMPTY);
    }
}
