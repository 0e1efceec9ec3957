package io.foreshard.plugin.shard;

import io.foreshard.shard.placement.PlacedRange;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import java.util.List;
import java.util.Optional;

/** Moves in memory: each begins at once and is done at once. Thread-safe. */
final class SettledMoves implements PartitionMoves {
    private Placement placement = Placement.rendezvous(1 << 10);

    @Override
    public synchronized long version() {
        return placement.version();
    }

    @Override
    public CopyStates copies() {
        return new CopyStates(Optional.empty(), List.of());
    }

    @Override
    public Optional<String> obstacle(List<PlacedRange> ranges) {
        return Optional.empty();
    }

    @Override
    public synchronized Optional<String> begin(List<PlacedRange> ranges) {
        placement = placement.apply(new PlacementChange(placement.version(), placement.partitions(), ranges));
        return Optional.empty();
    }

    @Override
    public Optional<String> cancel() {
        return Optional.of("each move is complete at once");
    }

    @Override
    public Optional<List<String>> differences() {
        return Optional.of(List.of());
    }
}
