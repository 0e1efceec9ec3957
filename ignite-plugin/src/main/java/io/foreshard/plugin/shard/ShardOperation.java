package io.foreshard.plugin.shard;

import io.foreshard.shard.CatalogueEdits;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardPlan;
import java.io.Serializable;
import java.util.OptionalInt;

/** A change of the shards by an operator, run by {@link ClusterShards}. Immutable. */
public final class ShardOperation implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MIDDLE = -1;
    private static final String REASON = "asked for by an operator";

    private final Verb verb;
    private final String shard;
    private final int boundary;
    private final boolean dryRun;

    private enum Verb {
        SPLIT,
        MERGE,
        PIN,
        UNPIN
    }

    private ShardOperation(Verb verb, String shard, int boundary, boolean dryRun) {
        this.verb = verb;
        this.shard = shard;
        this.boundary = boundary;
        this.dryRun = dryRun;
    }

    /**
     * Splits a shard into its halves.
     *
     * @param shard its name as in {@code SYS.SHARDS}; the star may be missing
     */
    public static ShardOperation split(String shard) {
        return new ShardOperation(Verb.SPLIT, shard, MIDDLE, false);
    }

    /** Merges a shard with its buddy: the shard whose name differs in the last bit. */
    public static ShardOperation merge(String shard) {
        return new ShardOperation(Verb.MERGE, shard, MIDDLE, false);
    }

    /** Pins a shard: shard planning neither splits nor merges it. */
    public static ShardOperation pin(String shard) {
        return new ShardOperation(Verb.PIN, shard, MIDDLE, false);
    }

    /** Ends the pin of a shard. */
    public static ShardOperation unpin(String shard) {
        return new ShardOperation(Verb.UNPIN, shard, MIDDLE, false);
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
        return new ShardOperation(verb, shard, partition, dryRun);
    }

    /** Returns the operation that checks everything and changes nothing. */
    public ShardOperation dryRun() {
        return new ShardOperation(verb, shard, boundary, true);
    }

    boolean isDryRun() {
        return dryRun;
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
        };
    }
}
