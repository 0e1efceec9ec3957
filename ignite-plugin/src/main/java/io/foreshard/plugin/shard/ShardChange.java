package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardCatalogueFormat;
import io.foreshard.shard.ShardDecision;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of a {@link ShardOperation}. Immutable and thread-safe.
 *
 * @param isDryRun whether it was a dry run: the catalogue is the one that would be, and no node has it
 * @param catalogue the catalogue after the operation
 * @param decisions what was changed, in this order; empty if the shard was as asked for
 */
public record ShardChange(boolean isDryRun, ShardCatalogue catalogue, List<ShardDecision> decisions) {
    /** Returns what is or would be changed, as sentences for an operator. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        decisions.forEach(decision -> sentences.add(sentence(decision)));
        if (decisions.isEmpty()) {
            sentences.add("Nothing to change: the shard is as asked for.");
        }
        sentences.add(isDryRun ? "Dry run: nothing was changed." : state());
        return sentences;
    }

    private String state() {
        boolean moves = decisions.stream().anyMatch(decision -> decision.kind() == ShardDecision.Kind.MOVE);
        return moves
                ? "The rows are copied now: SYS.SHARD_MOVES shows the copies that are left."
                : "The catalogue has version " + catalogue.version() + ".";
    }

    private String sentence(ShardDecision decision) {
        int all = catalogue.partitions();
        String whole = decision.name(all);
        int half = decision.partitions() / 2;
        String halves = half == 0
                ? ""
                : name(decision.firstPartition(), half) + " and " + name(decision.firstPartition() + half, half);
        return switch (decision.kind()) {
            case SPLIT -> verb("split", "Split") + whole + " into " + halves + ".";
            case MERGE -> verb("merge", "Merged") + halves + " into " + whole + ".";
            case PIN -> verb("pin", "Pinned") + whole + ".";
            case UNPIN -> verb("unpin", "Unpinned") + whole + ".";
            case MOVE -> verb("move", "Moving") + whole + " " + decision.reason() + ".";
            case KEEP, OVERLOADED, RECOVERED, CLOSED, OPENED -> throw new IllegalStateException(
                    "No operation decides: " + decision);
        };
    }

    private String verb(String infinitive, String past) {
        return (isDryRun ? "Would " + infinitive : past) + " ";
    }

    private String name(int first, int partitions) {
        return new ShardDecision(ShardDecision.Kind.KEEP, first, partitions, "").name(catalogue.partitions());
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(isDryRun);
        ShardCatalogueFormat.write(catalogue, out);
        out.writeInt(decisions.size());
        for (ShardDecision decision : decisions) {
            ShardHistory.write(decision, out);
        }
    }

    /** Reads the bytes of {@link #write}; throws as {@link ShardHistory#read}. */
    static ShardChange read(DataInput in) throws IOException {
        boolean dryRun = in.readBoolean();
        ShardCatalogue catalogue = ShardCatalogueFormat.read(in);
        List<ShardDecision> decisions = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            decisions.add(ShardHistory.readDecision(in));
        }
        return new ShardChange(dryRun, catalogue, List.copyOf(decisions));
    }
}
