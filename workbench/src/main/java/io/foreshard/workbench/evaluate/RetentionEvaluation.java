package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.tier.retention.RetentionPolicy;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.evaluate.HistoryReads.Numbering;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The remote reads of each policy on one trace. Field names are stable: tools read the JSON form.
 *
 * @param trace name of the trace
 * @param local share of the bytes that may be local
 * @param unitRows rows of a unit
 * @param rows results, one for each placement and policy
 */
record RetentionEvaluation(String trace, double local, int unitRows, List<Row> rows) {
    /** The name of the real placement. */
    static final String PROFILE_ID = "profile id";

    /**
     * The result of a policy.
     *
     * @param placement name of the placement
     * @param policy name of the policy
     * @param remoteReadsPerRead remote reads over all reads of rows
     * @param hitRate share of the reads whose unit was local
     * @param fetchedBytesPerRead bytes fetched over all reads of rows
     */
    record Row(
            String placement, String policy, double remoteReadsPerRead, double hitRate, double fetchedBytesPerRead) {}

    private record Candidate(String name, Supplier<RetentionPolicy> policy, Numbering numbering) {}

    private static final List<Candidate> CANDIDATES = List.of(
            new Candidate("LRU", RetentionPolicy::leastRecentlyUsed, Numbering.UNKNOWN),
            new Candidate("SIEVE", RetentionPolicy::sieve, Numbering.UNKNOWN),
            new Candidate("S3-FIFO", RetentionPolicy::smallMainFifo, Numbering.UNKNOWN),
            new Candidate("W-TinyLFU", RetentionPolicy::windowTinyLfu, Numbering.UNKNOWN),
            new Candidate("expected return", RetentionPolicy::expectedReturn, Numbering.USER),
            new Candidate("expected return by salt", RetentionPolicy::expectedReturn, Numbering.SALT),
            new Candidate("expected return by unit", RetentionPolicy::expectedReturn, Numbering.UNIT),
            new Candidate("adaptive by user", RetentionPolicy::adaptiveByUsers, Numbering.USER),
            new Candidate("adaptive by salt", RetentionPolicy::adaptiveByUsers, Numbering.SALT),
            new Candidate("adaptive", RetentionPolicy::adaptive, Numbering.UNKNOWN));

    /**
     * Replays a trace through all policies.
     *
     * @param local share of the bytes that may be local, positive
     * @param unitRows rows of a unit, positive
     */
    static RetentionEvaluation of(Trace trace, double local, int unitRows) {
        List<Row> rows = new ArrayList<>();
        add(rows, "affinity by user", trace.actions(), Placement.byUser(), local, unitRows);
        add(rows, "band and 64 salts", trace.actions(), Placement.bandAndSalt(), local, unitRows);
        add(rows, PROFILE_ID, trace.actions(), Placement.byProfileId(), local, unitRows);
        return new RetentionEvaluation(trace.name(), local, unitRows, rows);
    }

    private static void add(
            List<Row> rows, String name, List<UserAction> actions, Placement placement, double local, int unitRows) {
        HistoryReads reads = new HistoryReads(actions, placement, unitRows);
        for (Candidate candidate : CANDIDATES) {
            // Only profile ids have a salt.
            if (candidate.numbering() != Numbering.SALT || name.equals(PROFILE_ID)) {
                add(rows, name, candidate.name(), reads, candidate.policy().get(), candidate.numbering(), local);
            }
        }
        RetentionPolicy clairvoyant = RetentionPolicy.clairvoyant(reads.accesses());
        add(rows, name, "Belady", reads, clairvoyant, Numbering.UNKNOWN, local);
        add(rows, name, "Unbounded", reads, RetentionPolicy.leastRecentlyUsed(), Numbering.UNKNOWN, 1);
    }

    private static void add(
            List<Row> rows,
            String placement,
            String name,
            HistoryReads reads,
            RetentionPolicy policy,
            Numbering numbering,
            double local) {
        RetentionReplay.Result result = RetentionReplay.run(reads, policy, numbering, local);
        rows.add(new Row(placement, name, result.remoteReadsPerRead(), result.hitRate(), result.fetchedBytesPerRead()));
    }

    /** Returns the remote reads a read of a policy under a placement. */
    double remoteReads(String placement, String policy) {
        return rows.stream()
                .filter(row -> row.placement().equals(placement) && row.policy().equals(policy))
                .findFirst()
                .orElseThrow()
                .remoteReadsPerRead();
    }
}
