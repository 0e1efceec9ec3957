package io.foreshard.plugin.shard;

import io.foreshard.shard.placement.PlacedRange;
import java.util.List;
import java.util.Optional;

/**
 * Moves partitions between servers; docs/sharding.md has the invariants. The methods ask all servers and wait for their answers, some seconds at most. Implementations are thread-safe.
 */
public interface PartitionMoves {
    /** Returns the version of the placement, which grows by one with each change. Sends no request. */
    long version();

    /** Returns what the servers say about their copies. */
    CopyStates copies();

    /**
     * Checks that a move could begin now, and changes nothing.
     *
     * @param ranges the new owners of the partitions that move
     * @return the sentence why not; empty if it could
     * @throws IllegalArgumentException with a sentence, if two ranges overlap or an owner is not in the baseline
     */
    Optional<String> obstacle(List<PlacedRange> ranges);

    /**
     * Begins a move: if the cluster is settled, the ranges get new owners in one exchange, and their rows are copied after it.
     *
     * @param ranges the new owners of the partitions that move
     * @return the sentence why nothing was changed; empty if the move began
     * @throws IllegalArgumentException as {@link #obstacle}
     */
    Optional<String> begin(List<PlacedRange> ranges);

    /**
     * Cancels the last move: its partitions get the owners they had before, each of which must have all of its copy still, or nothing of it. What was copied is deleted.
     *
     * @return the sentence why nothing was changed; empty if the move is cancelled
     */
    Optional<String> cancel();

    /**
     * Compares the copies of all partitions that the last change moved, while they are read and written; waits until their rows are read.
     *
     * @return each partition whose copies differ, as a sentence; empty if the comparison could not be finished, because the topology changed or a server did not answer
     */
    Optional<List<String>> differences();
}
