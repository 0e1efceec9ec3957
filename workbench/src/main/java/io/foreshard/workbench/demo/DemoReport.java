package io.foreshard.workbench.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a demo run measured; its JSON form is the report file.
 *
 * @param rows transactions stored
 * @param profiles distinct profile ids issued
 * @param partitionsUsed partitions that took rows
 * @param busiestOverMean rows of the busiest partition over the mean of those used
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

    /** Bytes are those of data pages: all of them, those allocated locally, those in the store alone. */
    record Tier(long dataBytes, long localBytes, long remoteBytes, long remoteReads, long errors) {}

    record NearCache(double hitRate) {}

    record Prefetch(long used, long wasted, long late) {}

    record NextType(double accuracy, double macroF1, double majorityAccuracy, int modelsServed) {}

    record ReadMillis(Latency withPrefetch, Latency withoutPrefetch) {}

    /** Waits of demand reads in milliseconds. */
    record Latency(double p50, double p99) {}

    record Verification(long checked, long wrong) {}

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }

    /** Returns the table a person reads. */
    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "trace", "%s: %,d transactions, %,d profiles", trace, rows, profiles);
        row(table, "placement", "%d partitions used, busiest %.2f x the mean", partitionsUsed, busiestOverMean);
        row(table, "shards", "%d, after %d splits and %d merges", shards.count, shards.splits, shards.merges);
        row(
                table,
                "tier",
                "%.1f MB of data pages: %.1f MB local, %.1f MB remote (%.0f %% left)",
                tier.dataBytes / 1e6,
                tier.localBytes / 1e6,
                tier.remoteBytes / 1e6,
                tier.dataBytes == 0 ? 0 : 100.0 * (tier.dataBytes - tier.localBytes) / tier.dataBytes);
        row(table, "remote reads", "%,d, %,d errors", tier.remoteReads, tier.errors);
        row(table, "near cache", "%.1f %% hits", 100 * nearCache.hitRate);
        row(table, "prefetch", "%,d used, %,d wasted, %,d late", prefetch.used, prefetch.wasted, prefetch.late);
        row(
                table,
                "next type",
                "accuracy %.3f, macro F1 %.3f (majority: %.3f), %d models served",
                nextType.accuracy,
                nextType.macroF1,
                nextType.majorityAccuracy,
                nextType.modelsServed);
        row(table, "reads", "without prefetch p50 %.2f ms, p99 %.2f ms", readMillis.withoutPrefetch.p50, readMillis.withoutPrefetch.p99);
        row(table, "", "with prefetch    p50 %.2f ms, p99 %.2f ms", readMillis.withPrefetch.p50, readMillis.withPrefetch.p99);
        row(table, "verification", "%,d values checked, %,d wrong", verification.checked, verification.wrong);
        row(table, "time", "%.1f s", seconds);
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String format, Object... values) {
        table.append(String.format(Locale.ROOT, "  %-13s %s%n", name, String.format(Locale.ROOT, format, values)));
    }
}
