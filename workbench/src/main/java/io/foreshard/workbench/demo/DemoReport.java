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
 * @param partitionsUsed partitions that took transactions
 * @param busiestOverMean transactions of the busiest partition over the mean of those used
 * @param readMillis waits of the demand reads of returning users
 * @param seconds wall time of the run
 */
record DemoReport(
        String trace,
        long rows,
        long profiles,
        int partitionsUsed,
        double busiestOverMean,
        Tier tier,
        ReadMillis readMillis,
        Verification verification,
        double seconds) {
    /**
     * The tier.
     *
     * @param dataBytes bytes of data pages, all of which left
     * @param localBytes of these, bytes that stayed allocated on local disks
     * @param remoteReads requests while returning users were replayed
     * @param coldReads share of the demand reads that had to wait for the store at most once, remote requests over reads
     * @param errors failed requests
     */
    record Tier(long dataBytes, long localBytes, long remoteReads, double coldReads, long errors) {
        double left() {
            return dataBytes == 0 ? 0 : 100.0 * (dataBytes - localBytes) / dataBytes;
        }
    }

    record ReadMillis(Latency withoutPrefetch) {}

    record Latency(long reads, double p50, double p99) {}

    record Verification(long checked, long wrong) {}

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }

    /** Returns the table a person reads. */
    String table() {
        StringBuilder table = new StringBuilder();
        Latency reads = readMillis.withoutPrefetch;
        row(table, "trace", "%s: %,d transactions, %,d profiles", trace, rows, profiles);
        row(table, "placement", "%d partitions used, busiest %.2f x the mean", partitionsUsed, busiestOverMean);
        row(
                table,
                "tier",
                "%.1f MB of data pages left, %.1f MB still allocated here (%.1f %% given back)",
                tier.dataBytes / 1e6,
                tier.localBytes / 1e6,
                tier.left());
        row(
                table,
                "remote reads",
                "%,d (%.0f %% of the reads), %,d errors",
                tier.remoteReads,
                100 * tier.coldReads,
                tier.errors);
        row(table, "reads", "%,d, p50 %.2f ms, p99 %.2f ms", reads.reads, reads.p50, reads.p99);
        row(table, "verification", "%,d values checked, %,d wrong", verification.checked, verification.wrong);
        row(table, "time", "%.1f s", seconds);
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String format, Object... values) {
        table.append(String.format(Locale.ROOT, "  %-13s %s%n", name, String.format(Locale.ROOT, format, values)));
    }
}
