package io.foreshard.plugin.shard;

import io.foreshard.plugin.cluster.ServiceAnswer;
import io.foreshard.plugin.cluster.StreamCodec;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends operations on shards to a server. Thread-safe. */
final class ShardClient implements ClusterShards {
    static final long TIMEOUT_MILLIS = 30_000;

    private final BooleanSupplier active;
    private final Supplier<ShardService> service;

    /**
     * @param active returns whether the cluster is active: the service runs only then
     * @param service returns a proxy of the service on a server
     */
    ShardClient(BooleanSupplier active, Supplier<ShardService> service) {
        this.active = active;
        this.service = service;
    }

    @Override
    public ShardChange run(ShardOperation operation) {
        return asked(server -> server.run(operation), ShardStates.CHANGES);
    }

    @Override
    public ShardReport report() {
        return asked(ShardService::report, ShardStates.REPORTS);
    }

    @Override
    public List<RecordedDecision> decisions() {
        return asked(ShardService::history, ShardStates.HISTORIES).decisions();
    }

    private <T> T asked(Function<ShardService, ServiceAnswer> call, StreamCodec<T> codec) {
        if (!active.getAsBoolean()) {
            throw new IllegalStateException("The cluster is inactive: activate it first, then it has shards.");
        }
        return ServiceAnswer.asked(() -> call.apply(service.get()), codec);
    }
}
