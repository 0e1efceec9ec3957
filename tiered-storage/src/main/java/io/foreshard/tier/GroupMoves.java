package io.foreshard.tier;

import io.foreshard.tier.PartitionMoves.Move;
import io.foreshard.tier.PartitionMoves.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Offloads, recalls and verifies the partitions of one cache group on this node: reports each partition that failed, and throws the first failure when all have
 * ended. An empty list of partitions stands for all. Thread-safe.
 */
final class GroupMoves {
    private final PartitionHost host;
    private final PartitionMoves moves;
    private final TierListener events;

    GroupMoves(PartitionHost host, Executor executor, TierListener events) {
        this.host = host;
        this.events = events;
        moves = new PartitionMoves(host, executor);
    }

    /**
     * Offloads partitions after a checkpoint: those of a list, or all that are not pinned.
     *
     * @param refusal sentence with which the offload is refused; empty if it is allowed
     * @throws IllegalArgumentException if a partition in the list is pinned
     * @throws TierException as {@link Tier#offload}
     */
    MovedPages offload(TieredGroup group, int[] partitions, Optional<String> refusal) {
        for (int partition : partitions) {
            if (host.isPinned(group, partition)) {
                throw new IllegalArgumentException("Partition " + partition + " of " + group.name()
                        + " is pinned, so its pages stay local. " + Cure.unpin(group.name(), partition));
            }
        }
        Map<Integer, TieredPartition> wanted = partitions(group, partitions);
        wanted.keySet().removeIf(partition -> host.isPinned(group, partition));
        return upload(group, wanted, refusal, partition -> partition.moves().offload(), "offloaded", events::offloaded);
    }

    /**
     * Uploads pages of partitions after a checkpoint, and keeps their local copies.
     *
     * @throws TierException as {@link Tier#offload}
     */
    MovedPages upload(TieredGroup group, int[] partitions, Optional<String> refusal) {
        return upload(
                group,
                partitions(group, partitions),
                refusal,
                partition -> partition.moves().upload(),
                "uploaded",
                events::uploaded);
    }

    /** Receives what was moved. */
    private interface Report {
        void moved(String group, int partitions, long pages, long bytes);
    }

    private MovedPages upload(
            TieredGroup group,
            Map<Integer, TieredPartition> wanted,
            Optional<String> refusal,
            Move<Integer> move,
            String verb,
            Report report) {
        refusal.ifPresent(reason -> {
            throw new TierException(reason, null);
        });
        prepare(group, wanted.keySet());
        Outcome<Integer> outcome = run(group, wanted, move, partition -> host.endOffload(group, partition));
        MovedPages moved = moved(wanted, outcome);
        if (moved.pages() > 0) {
            report.moved(group.name(), moved.partitions(), moved.pages(), moved.bytes());
        }
        throwFirst(
                group,
                outcome,
                moved,
                verb,
                (partition, cause) -> events.offloadFailed(group.name(), partition, cause));
        return moved;
    }

    private void prepare(TieredGroup group, Set<Integer> partitions) {
        try {
            host.beginOffload(group, partitions);
        } catch (IOException e) {
            throw new TierException("The free lists of partitions cannot be emptied: " + e.getMessage(), e);
        }
        try {
            host.checkpoint();
        } catch (IOException e) {
            partitions.forEach(partition -> host.endOffload(group, partition));
            throw new TierException("The checkpoint before an offload failed: " + e.getMessage(), e);
        }
    }

    /**
     * Recalls partitions.
     *
     * @throws TierException as {@link Tier#recall}
     */
    MovedPages recall(TieredGroup group, int[] partitions) {
        Map<Integer, TieredPartition> wanted = partitions(group, partitions);
        Outcome<Integer> outcome =
                run(group, wanted, partition -> partition.moves().recall(host::copiesFiles));
        MovedPages moved = moved(wanted, outcome);
        if (moved.pages() > 0) {
            events.recalled(group.name(), moved.partitions(), moved.pages(), moved.bytes());
        }
        throwFirst(
                group,
                outcome,
                moved,
                "recalled",
                (partition, cause) -> events.recallFailed(group.name(), partition, cause));
        return moved;
    }

    /**
     * Releases pages of partitions.
     *
     * @throws TierException as {@link TieredStorage#release}
     */
    MovedPages release(TieredGroup group, Map<Integer, BitSet> pages) {
        Map<Integer, TieredPartition> wanted = host.partitions(group);
        wanted.keySet().retainAll(pages.keySet());
        Outcome<Integer> outcome =
                run(group, wanted, partition -> partition.moves().release(pages.get(partition.number())));
        MovedPages moved = moved(wanted, outcome);
        if (moved.pages() > 0) {
            events.released(group.name(), moved.partitions(), moved.pages(), moved.bytes());
        }
        throwFirst(
                group,
                outcome,
                moved,
                "released",
                (partition, cause) -> events.releaseFailed(group.name(), partition, cause));
        return moved;
    }

    /**
     * Verifies the remote copies of partitions.
     *
     * @throws TierException as {@link Tier#verify}
     */
    VerifyReport verify(TieredGroup group, int[] partitions) {
        Outcome<VerifyReport> outcome = run(group, partitions(group, partitions), partition -> partition
                .moves()
                .verify());
        throwFirst(group, outcome, new MovedPages(0, 0, 0), "verified", (partition, cause) -> {});
        return outcome.results().values().stream().reduce(VerifyReport.NOTHING, VerifyReport::plus);
    }

    private Map<Integer, TieredPartition> partitions(TieredGroup group, int[] wanted) {
        Map<Integer, TieredPartition> partitions = host.partitions(group);
        if (wanted.length > 0) {
            partitions.keySet().retainAll(IntStream.of(wanted).boxed().toList());
        }
        return partitions;
    }

    private <T> Outcome<T> run(TieredGroup group, Map<Integer, TieredPartition> partitions, Move<T> move) {
        return run(group, partitions, move, partition -> {});
    }

    private <T> Outcome<T> run(
            TieredGroup group, Map<Integer, TieredPartition> partitions, Move<T> move, IntConsumer ended) {
        try {
            return moves.run(group, partitions, move, ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TierException(
                    "Interrupted; the partitions of " + group.name() + " are processed in the background.", e);
        }
    }

    private static MovedPages moved(Map<Integer, TieredPartition> partitions, Outcome<Integer> outcome) {
        long pages = 0;
        long bytes = 0;
        for (Map.Entry<Integer, Integer> result : outcome.results().entrySet()) {
            pages += result.getValue();
            bytes += (long) result.getValue() * partitions.get(result.getKey()).pageBytes();
        }
        return new MovedPages(partitions.size(), pages, bytes);
    }

    private static void throwFirst(
            TieredGroup group,
            Outcome<?> outcome,
            MovedPages moved,
            String verb,
            BiConsumer<Integer, Exception> event) {
        outcome.failures().forEach(event);
        List<TierException> failures = new ArrayList<>();
        outcome.failures()
                .forEach((partition, cause) -> failures.add(new TierException(
                        "Partition " + partition + " of " + group.name() + " was not " + verb + ": "
                                + cause.getMessage() + " All its pages can be read as before; try again.",
                        cause,
                        moved,
                        List.copyOf(outcome.failures().keySet()))));
        if (!failures.isEmpty()) {
            TierException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
