package io.foreshard.workbench.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The measurements of a demo run; its JSON form is the report file. Field names are stable: tools read them.
 *
 * <p>A name ends with its unit ({@code Bytes}, {@code Millis}, {@code seconds}); other numbers are counts, or shares from 0 to 1.
 *
 * @param trace name of the trace
 * @param rows transactions stored
 * @param profiles distinct profile ids issued
 * @param partitionsUsed partitions that took transactions
 * @param busiestOverMean transactions of the busiest partition over the mean of the partitions its epoch used, in the least even
 *     epoch
 * @param shards catalogue at the end of the run
 * @param hotSpot shard that was split and merged again by itself
 * @param move partitions that moved to another server by themselves
 * @param tier tier after the history was offloaded, and its requests
 * @param nearCache near cache of the client with prefetch
 * @param prefetch prefetched keys by outcome, all rounds
 * @param nextType model of the type of the next action
 * @param readMillis waits of the demand reads of returning users
 * @param firstScreen last transactions of returning users, with all rows offloaded
 * @param budget local budget, after every value was read
 * @param verification comparison of everything that was written
 * @param seconds wall time of the run
 */
record DemoReport(
        String trace,
        long rows,
        long profiles,
        int partitionsUsed,
        double busiestOverMean,
        Shards shards,
        HotSpot hotSpot,
        Move move,
        Tier tier,
        NearCache nearCache,
        Prefetch prefetch,
        NextType nextType,
        ReadMillis readMillis,
        FirstScreen firstScreen,
        Budget budget,
        Verification verification,
        double seconds) {

    /**
     * The catalogue of shards.
     *
     * @param count shards
     * @param splits splits since the first catalogue
     * @param merges merges since the first catalogue
     */
    record Shards(int count, long splits, long merges) {}

    /**
     * A shard whose rows were read faster than the limit of a shard, and then no more.
     *
     * @param shard its name; empty if no shard was small enough
     * @param readsPerSecond the most rows per second read from it before it was split
     * @param leftReadsPerSecond rows per second read from its left half afterwards
     * @param rightReadsPerSecond rows per second read from its right half afterwards
     * @param splitReason why it was split; empty if it was not
     * @param mergeReason why the halves were merged; empty if they were not
     */
    record HotSpot(
            String shard,
            double readsPerSecond,
            double leftReadsPerSecond,
            double rightReadsPerSecond,
            String splitReason,
            String mergeReason) {
        static final HotSpot NONE = new HotSpot("", 0, 0, 0, "", "");
    }

    /**
     * Partitions of one server that were read as fast as it answers, until some of them moved.
     *
     * @param server the server
     * @param readsPerSecond its reads before the move
     * @param readsPerSecondAfter its reads when the move was complete
     * @param otherReadsPerSecondAfter those of the other server then
     * @param reason why they moved; empty if none moved in time
     * @param obstacle why none moved in time; empty if one did
     * @param errors reads that failed or missed a row
     */
    record Move(
            String server,
            double readsPerSecond,
            double readsPerSecondAfter,
            double otherReadsPerSecondAfter,
            String reason,
            String obstacle,
            long errors) {}

    /**
     * The tier after the history was offloaded.
     *
     * @param dataBytes bytes of its data pages
     * @param localBytes of these, bytes still allocated on local disks
     * @param remoteBytes of these, bytes in the object store only
     * @param keptBytesPerRow local bytes of trees, free lists and indexes over the number of transactions and objects
     * @param remoteReads requests for remote pages while sessions of returning users were replayed, in all rounds
     * @param coldReads requests for remote pages per demand read, without prefetch
     * @param errors failed requests and corrupt pages, in the whole run
     */
    record Tier(
            long dataBytes,
            long localBytes,
            long remoteBytes,
            long keptBytesPerRow,
            long remoteReads,
            double coldReads,
            long errors) {}

    /** @param hitRate share of the read keys that were in the near cache, mean of the rounds with prefetch */
    record NearCache(double hitRate) {}

    /**
     * Prefetched keys.
     *
     * @param used read after they had arrived
     * @param wasted not read by the end of their round
     * @param late read before they had arrived
     */
    record Prefetch(long used, long wasted, long late) {}

    /**
     * The active model on its validation set, the newest examples; zeros if no model became active.
     *
     * @param accuracy share of correct predictions
     * @param macroF1 F1 averaged over the types
     * @param majorityAccuracy accuracy of predicting the most frequent type each time
     * @param examples number of examples
     * @param modelsServed models that became active
     */
    record NextType(double accuracy, double macroF1, double majorityAccuracy, long examples, long modelsServed) {}

    /**
     * Waits of demand reads in milliseconds, of users who arrive one after the other.
     *
     * @param withPrefetch medians of the rounds with prefetch
     * @param withoutPrefetch medians of the rounds without
     * @param p50Gain ratio of the medians, without over with prefetch
     * @param p99Gain ratio of the 99th percentiles, without over with prefetch
     */
    record ReadMillis(Latency withPrefetch, Latency withoutPrefetch, Gain p50Gain, Gain p99Gain) {}

    /**
     * Percentiles in milliseconds.
     *
     * @param p50 median
     * @param p99 99th percentile
     */
    record Latency(double p50, double p99) {}

    /**
     * The last 10 transactions of returning users, read one user after the other while all rows are offloaded; medians of the users, zeros with fewer than 3 returning users.
     *
     * @param users users whose screen was read
     * @param windowRequests requests to the store for a screen from the user's window
     * @param rowRequests requests to the store for a screen from the rows
     * @param windowMillis time of a screen from the user's window
     * @param rowMillis time of a screen from the rows
     * @param roundTripMillis time of a read of one offloaded row, which is one round trip to the store
     */
    record FirstScreen(
            long users,
            double windowRequests,
            double rowRequests,
            double windowMillis,
            double rowMillis,
            double roundTripMillis) {
        /** Returns a time in round trips to the store, 0 if none was measured. */
        double roundTrips(double millis) {
            return roundTripMillis == 0 ? 0 : millis / roundTripMillis;
        }
    }

    /**
     * The local bytes of data on all servers when every value was read with a budget that the data does not fit in.
     *
     * @param budgetBytes {@code tier.localBytes} of all servers together
     * @param filledBytes local bytes after the reads
     * @param releasedBytes local copies that the servers released to keep the budget
     * @param localBytes local bytes afterwards
     * @param reasonBytes these, by the reason in {@code SYS.TIER_PARTITIONS} why they are local
     */
    record Budget(
            long budgetBytes, long filledBytes, long releasedBytes, long localBytes, Map<String, Long> reasonBytes) {}

    /**
     * The comparison with the trace.
     *
     * @param checked values read
     * @param wrong of these, missing or different values
     */
    record Verification(long checked, long wrong) {}

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }
}
