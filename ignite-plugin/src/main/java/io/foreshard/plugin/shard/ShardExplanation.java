package io.foreshard.plugin.shard;

import io.foreshard.shard.CatalogueEdits;
import io.foreshard.shard.Shard;
import io.foreshard.shard.ShardCatalogue;
import io.foreshard.shard.ShardDecision;
import io.foreshard.shard.balance.PlacementDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why the shards are as they are: what the last round decided about each candidate, and the last decisions. Immutable and thread-safe.
 */
public final class ShardExplanation {
    private final ShardReport report;
    private final List<RecordedDecision> decisions;

    /** @param decisions oldest first */
    public ShardExplanation(ShardReport report, List<RecordedDecision> decisions) {
        this.report = report;
        this.decisions = List.copyOf(decisions);
    }

    /** Returns the decision of the last round about each shard and about moves between servers, a line for each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(round());
        for (Shard shard : report.catalogue().shards()) {
            lines.add(decided(shard));
        }
        report.moves().forEach(move -> lines.add(placed(move)));
        return lines;
    }

    /**
     * Returns the load of one shard, the decisions about it and its buddy, and the last decisions about its partitions, newest first.
     *
     * @param name name of a shard; the star may be missing
     * @throws IllegalArgumentException with a sentence, if there is no such shard
     */
    public List<String> lines(String name) {
        ShardCatalogue catalogue = report.catalogue();
        Shard shard = CatalogueEdits.find(catalogue, name);
        int position = catalogue.shards().indexOf(shard);
        List<String> lines = new ArrayList<>();
        lines.add(round());
        lines.add("Shard " + name(shard) + ": " + shard + (shard.isPinned() ? ", pinned" : "") + ", "
                + switch (shard.origin()) {
                    case SPLIT -> "made by a split at ";
                    case MERGE -> "made by a merge at ";
                    default -> "made at ";
                }
                + Instant.ofEpochMilli(shard.createdMillis()));
        lines.add(String.format(
                Locale.ROOT,
                "Load: %d bytes, %d rows, %.1f reads/s, %.1f writes/s, %.2f CPUs; measured in the last round: %.0f %% of its partitions",
                report.load(position).bytes(),
                report.load(position).rows(),
                report.load(position).readsPerSecond(),
                report.load(position).writesPerSecond(),
                report.load(position).cpuPerSecond(),
                100 * report.coverage(position)));
        lines.add("Decision: " + decided(shard));
        lines.add("Its buddy: " + buddy(shard));
        report.moves().stream()
                .filter(move -> shard.firstPartition() <= move.partition() && move.partition() <= shard.lastPartition())
                .forEach(move -> lines.add(placed(move)));
        for (int i = decisions.size() - 1; i >= 0; i--) {
            if (decisions.get(i).decision().concerns(shard)) {
                lines.add("Earlier: " + earlier(decisions.get(i)));
            }
        }
        return lines;
    }

    private String round() {
        return "Mode " + report.mode().name().toLowerCase(Locale.ROOT) + ", last round at "
                + Instant.ofEpochMilli(report.atMillis()) + ", catalogue version "
                + report.catalogue().version();
    }

    private static String placed(PlacementDecision move) {
        return (move.partition() < 0 ? "Placement " : "Partition " + move.partition() + " ") + move.code() + ": "
                + move.reason();
    }

    private String buddy(Shard shard) {
        ShardCatalogue catalogue = report.catalogue();
        if (shard.partitions() == catalogue.partitions()) {
            return "none, it has all partitions";
        }
        Shard buddy = catalogue.shardOf(shard.firstPartition() ^ shard.partitions());
        return shard.isBuddyOf(buddy)
                ? decided(buddy)
                : "the partitions beside it are split: it cannot merge before they do";
    }

    private String decided(Shard shard) {
        ShardDecision decision = report.decision(report.catalogue().shards().indexOf(shard));
        return name(shard) + " " + decision.kind() + ": " + decision.reason();
    }

    private String earlier(RecordedDecision recorded) {
        ShardDecision decision = recorded.decision();
        return Instant.ofEpochMilli(recorded.atMillis()) + " "
                + decision.kind() + " " + decision.name(report.catalogue().partitions()) + " by "
                + recorded.origin().name().toLowerCase(Locale.ROOT) + ": " + decision.reason();
    }

    private String name(Shard shard) {
        return shard.prefix(report.catalogue().partitions());
    }
}
