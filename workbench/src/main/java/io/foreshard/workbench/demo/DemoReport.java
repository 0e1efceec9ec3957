package io.foreshard.workbench.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.foreshard.tier.TierSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a demo run measured; its JSON form is the report file.
 *
 * @param rows transactions stored
 * @param profiles distinct profile ids issued
 * @param partitionsUsed partitions that took transactions
 * @param busiestOverMean transactions of the busiest partition over the mean of those used
 * @param busiestOverMean rows of the busiest partition over the mean of the partitions its epoch used, in the least even epoch
 * @param readMillis waits of the demand reads of returning users
 * @param seconds wall time of the run
 */
record DemoReport(
        String trace,
        long rows,
        long profiles,
        int partitionsUsed,
        double busiestOverMean,
        Shards shards,
        Tier tier,
        NearCache nearCache,
        Prefetch prefetch,
        NextType nextType,
        ReadMillis readMillis,
        Verification verification,
        double seconds) {

    record Shards(int count, long splits, long merges) {}

    /**
     * The tier when the history had left.
     *
     * @param dataBytes bytes of its data pages
     * @param localBytes of these, bytes that stayed allocated on local disks
     * @param remoteBytes of these, bytes that are in the object store only
     * @param keptBytesPerRow bytes of trees, lists and indexes that stay on local disks for each row, of transactions and of objects
     * @param remoteReads requests while returning users were replayed, both times
     * @param coldReads requests over demand reads, without prefetch
     * @param errors failed requests and damaged pages, in the whole run
     */
    record Tier(
            long dataBytes,
            long localBytes,
            long remoteBytes,
            long keptBytesPerRow,
            long remoteReads,
            double coldReads,
            long errors) {
        double left() {
            return dataBytes == 0 ? 0 : 100.0 * remoteBytes / dataBytes;
        }
    }

    /** Data pages and how much of them is still allocated here after an offload. */
    record Split(long dataBytes, long localBytes, long allocatedBytes) {
        static Split of(List<TierSize> before, List<TierSize> after) {
            long data = after.stream().mapToLong(TierSize::remoteBytes).sum();
            long allocated = after.stream().mapToLong(TierSize::allocatedBytes).sum();
            long freed = before.stream().mapToLong(TierSize::allocatedBytes).sum() - allocated;
            return new Split(data, Math.max(0, data - freed), allocated);
        }
    }

    record NearCache(double hitRate) {}

    record Prefetch(long used, long wasted, long late) {}

    record NextType(double accuracy, double macroF1, double majorityAccuracy, long modelsServed) {}

    record ReadMillis(Latency withPrefetch, Latency withoutPrefetch) {}

    record Latency(double p50, double p99) {}

    record Verification(long checked, long wrong) {}

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }

    /** Returns the table a person reads. */
    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "trace", "%s: %,d transactions, %,d profiles", trace, rows, profiles);
        row(
                table,
                "placement",
                "%d partitions used, busiest %.2f x the mean of its epoch",
                partitionsUsed,
                busiestOverMean);
        row(table, "shards", "%d, after %d splits and %d merges", shards.count, shards.splits, shards.merges);
        row(
                table,
                "tier",
                "%.1f MB of data pages, %.1f MB of them still allocated here (%.1f %% left); trees and indexes keep %d bytes a row",
                tier.dataBytes / 1e6,
                tier.localBytes / 1e6,
                tier.left(),
                tier.keptBytesPerRow);
        row(
                table,
                "remote reads",
                "%,d, %.0f %% of the reads without prefetch; %,d errors",
                tier.remoteReads,
                100 * tier.coldReads,
                tier.errors);
        row(
                table,
                "reads",
                "p50 %.2f ms, p99 %.1f ms without prefetch",
                readMillis.withoutPrefetch.p50,
                readMillis.withoutPrefetch.p99);
        row(
                table,
                "",
                "p50 %.2f ms, p99 %.1f ms with prefetch",
                readMillis.withPrefetch.p50,
                readMillis.withPrefetch.p99);
        row(
                table,
                "prefetch",
                "%,d used, %,d late, %,d wasted; near cache hit rate %.2f",
                prefetch.used,
                prefetch.late,
                prefetch.wasted,
                nearCache.hitRate);
        row(
                table,
                "next type",
                nextType.modelsServed == 0
                        ? "no model was better than the shares of the types"
                        : String.format(
                                Locale.ROOT,
                                "accuracy %.3f (majority %.3f), macro-F1 %.3f, %d models served",
                                nextType.accuracy,
                                nextType.majorityAccuracy,
                                nextType.macroF1,
                                nextType.modelsServed));
        row(table, "verification", "%,d values checked, %,d wrong", verification.checked, verification.wrong);
        row(table, "time", "%.1f s", seconds);
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String format, Object... values) {
        table.append(String.format(Locale.ROOT, "  %-13s %s%n", name, String.format(Locale.ROOT, format, values)));
    }
}
