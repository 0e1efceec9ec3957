package io.foreshard.plugin.shard;

import io.foreshard.shard.CatalogueEdits;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardPlan;
import io.foreshard.shard.placement.PlacedRange;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;

/** A change of the shards by an operator, run by {@link ClusterShards}. Immutable. */
public final class ShardOperation implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MIDDLE = -1;
    static final String REASON = "asked for by an operator";

    private final Verb verb;
    private final String shard;
    private final int boundary;
    private final List<String> owners;
    private final int copies;
    private final boolean dryRun;

    private enum Verb {
        SPLIT,
        MERGE,
        PIN,
        UNPIN,
        MOVE,
        CANCEL
    }

    private ShardOperation(Verb verb, String shard, int boundary, List<String> owners, int copies, boolean dryRun) {
        this.verb = verb;
        this.shard = shard;
        this.boundary = boundary;
        this.owners = List.copyOf(owners);
        this.copies = copies;
        this.dryRun = dryRun;
    }

    private static ShardOperation of(Verb verb, String shard) {
        return new ShardOperation(verb, shard, MIDDLE, List.of(), 0, false);
    }

    /**
     * Splits a shard into its halves.
     *
     * @param shard its name as in {@code SYS.SHARDS}; the star may be missing
     */
    public static ShardOperation split(String shard) {
        return of(Verb.SPLIT, shard);
    }

    /** Merges a shard with its buddy: the shard whose name differs in the last bit. */
    public static ShardOperation merge(String shard) {
        return of(Verb.MERGE, shard);
    }

    /** Pins a shard: shard planning neither splits nor merges it. */
    public static ShardOperation pin(String shard) {
        return of(Verb.PIN, shard);
    }

    /** Ends the pin of a shard. */
    public static ShardOperation unpin(String shard) {
        return of(Verb.UNPIN, shard);
    }

    /**
     * Moves the partitions of a shard to other servers; their rows are copied after the call has returned.
     *
     * @param owners consistent ids of servers in the baseline, the primary first. If they are fewer than the copies, rendezvous hashing chooses the rest; none:
     *     it chooses all, as before the first move. Each table has its own number of copies, unless {@link #copies} asks for more
     */
    public static ShardOperation move(String shard, List<String> owners) {
        return new ShardOperation(Verb.MOVE, shard, MIDDLE, owners, 0, false);
    }

    /** Cancels the move that is under way: its partitions get the owners they had before. Refused while a previous owner deletes its copy. */
    public static ShardOperation cancelMove() {
        return of(Verb.CANCEL, "");
    }

    /**
     * Splits at a boundary, as often as it needs.
     *
     * @param partition becomes the first partition of a shard
     * @throws IllegalArgumentException if the operation is no split, or the number is negative
     */
    public ShardOperation at(int partition) {
        if (verb != Verb.SPLIT || partition < 0) {
            throw new IllegalArgumentException(
                    "A boundary is the number of a partition, at which a shard is split; " + partition + " is not.");
        }
        return new ShardOperation(verb, shard, partition, owners, copies, dryRun);
    }

    /**
     * Gives the partitions of a moved shard a number of copies. A table with more backups keeps its own number; a cluster with fewer servers has one on each.
     *
     * @param number the primary included, 1 to {@value PlacedRange#MAX_COPIES}
     * @throws IllegalArgumentException if the operation is no move, or the number is out of range
     */
    public ShardOperation copies(int number) {
        if (verb != Verb.MOVE || number < 1 || number > PlacedRange.MAX_COPIES) {
            throw new IllegalArgumentException("A shard is moved with 1 to " + PlacedRange.MAX_COPIES
                    + " copies of each partition, the primary included; " + number + " is not possible.");
        }
        return new ShardOperation(verb, shard, boundary, owners, number, dryRun);
    }

    /** Returns the operation that checks everything and changes nothing. */
    public ShardOperation dryRun() {
        return new ShardOperation(verb, shard, boundary, owners, copies, true);
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isMove() {
        return verb == Verb.MOVE;
    }

    boolean isCancellation() {
        return verb == Verb.CANCEL;
    }

    /**
     * Returns the new owners that a move gives to the partitions of its shard.
     *
     * @throws IllegalArgumentException with a sentence, if there is no such shard, it is pinned, or a server is named twice
     */
    PlacedRange range(ShardCatalogue catalogue) {
        Shard moved = CatalogueEdits.findUnpinned(catalogue, shard);
        return new PlacedRange(moved.firstPartition(), moved.partitions(), owners, copies);
    }

    /**
     * Returns the next catalogue.
     *
     * @throws IllegalArgumentException with a sentence, if the change is not possible
     */
    ShardPlan applyTo(ShardCatalogue catalogue, int maxPartitions, long nowMillis) {
        return switch (verb) {
            case SPLIT -> CatalogueEdits.split(
                    catalogue,
                    shard,
                    boundary == MIDDLE ? OptionalInt.empty() : OptionalInt.of(boundary),
                    REASON,
                    nowMillis);
            case MERGE -> CatalogueEdits.merge(catalogue, shard, maxPartitions, REASON, nowMillis);
            case PIN -> CatalogueEdits.pin(catalogue, shard, REASON);
            case UNPIN -> CatalogueEdits.unpin(catalogue, shard, REASON);
            case MOVE, CANCEL -> throw new IllegalStateException("A move does not change the catalogue.");
        };
    }
}
