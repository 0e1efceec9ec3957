package io.foreshard.workbench.evaluate;

import io.foreshard.tier.retention.RetentionPolicy;
import io.foreshard.workbench.evaluate.HistoryReads.Numbering;
import java.util.function.LongPredicate;

/**
 * Replays the accesses of a trace through a policy. After each access units are released until the local ones take at most their share of all rows written so far; the unit just
 * accessed stays. Stateless.
 */
final class RetentionReplay {
    private RetentionReplay() {}

    /**
     * The result of a replay.
     *
     * @param remoteReadsPerRead remote reads over all reads of rows
     * @param hitRate share of the reads whose unit was local
     * @param fetchedBytesPerRead bytes fetched over all reads of rows
     */
    record Result(double remoteReadsPerRead, double hitRate, double fetchedBytesPerRead) {}

    /** @param local share of the bytes written so far that may be local, positive; 1 or more keeps all */
    static Result run(HistoryReads trace, RetentionPolicy policy, Numbering numbering, double local) {
        long reads = 0;
        long remote = 0;
        long fetchedBytes = 0;
        int[] written = new int[trace.actions()];
        for (int action = 0; action < trace.actions(); action++) {
            long time = trace.timeMillis(action);
            long budget = budget(local, action);
            for (int row : trace.reads(action)) {
                int unit = trace.unit(row);
                policy.accessed(unit, trace.user(row, numbering), time);
                reads++;
                if (!policy.contains(unit)) {
                    int bytes = written[unit] * HistoryReads.ROW_BYTES;
                    remote++;
                    fetchedBytes += bytes;
                    policy.added(unit, bytes, trace.users(unit, written[unit], numbering), time);
                }
                policy.release(budget, allBut(unit));
            }
            int unit = trace.unit(action);
            written[unit] = trace.filled(action);
            policy.accessed(unit, trace.user(action, numbering), time);
            int[] users = trace.users(unit, written[unit], numbering);
            policy.added(unit, written[unit] * HistoryReads.ROW_BYTES, users, time);
            policy.release(budget(local, action + 1), allBut(unit));
        }
        double all = Math.max(1, reads);
        return new Result(remote / all, (reads - remote) / all, fetchedBytes / all);
    }

    private static long budget(double local, int rows) {
        return (long) (local * HistoryReads.ROW_BYTES * rows);
    }

    private static LongPredicate allBut(long unit) {
        return victim -> victim != unit;
    }
}
