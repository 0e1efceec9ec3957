package io.foreshard.shard.simulation;

import io.foreshard.shard.balance.Reason;
import java.util.Locale;
import java.util.Map;

/**
 * The scores of a run. Ratios are of the load of the most loaded node in the worst dimension over the mean node, in multiples of the atom bound: the load of the
 * hottest partition over the mean node, if that is above 1. Immutable and thread-safe.
 *
 * @param start ratio at the start, with random owners
 * @param median median ratio of the second half of the run
 * @param p95 the same, 95th percentile
 * @param worst the same, largest
 * @param end ratio at the end
 * @param best ratio that {@link BestPlacement} reaches for the load of the end
 * @param steady median of the ratio over the best achievable, after 5 minutes without a change of load or nodes, while nothing moves; -1 if there are none
 * @param steadyWorst the same, largest
 * @param convergedSeconds time from the start until the ratio is at most 1.05; -1 if it never is
 * @param recoveredSeconds the same from the last loss, join or leave; -1 if there is none or it never is
 * @param changes number of changes of the placement
 * @param movedShare bytes copied before the first loss, join or leave, as a share of the bytes of all copies
 * @param movedOverForced bytes copied afterwards over those that had to be copied: the copies of nodes that are gone, the share of nodes that joined; 0 if there is
 *     none of these
 * @param thrash largest {@link Thrash} of the number of copies of a node within a phase: the time from a change of load or nodes to the next one that is at least 10
 *     minutes later
 * @param allThrash the same over the whole run, which also counts what went back because the load did
 * @param splits splits of shards
 * @param merges merges of shards
 * @param conflicts plans that were refused because another manager was first
 * @param idle number of rounds by the last reason for not moving more
 */
public record Score(
        double start,
        double median,
        double p95,
        double worst,
        double end,
        double best,
        double steady,
        double steadyWorst,
        int convergedSeconds,
        int recoveredSeconds,
        int changes,
        double movedShare,
        double movedOverForced,
        double thrash,
        double allThrash,
        long splits,
        long merges,
        int conflicts,
        Map<Reason, Integer> idle) {
    static final String HEAD =
            "scenario                 start median    p95  worst    end   best steady  worst  conv   rec changes"
                    + "  moved /forced thrash    all splits merges conflicts idle";

    /** Returns the scores as a line of a golden file. */
    String line(String name) {
        return String.format(
                Locale.ROOT,
                "%-24s %5.3f  %5.3f  %5.3f  %5.3f  %5.3f  %5.3f %6.3f %6.3f %5d %5d %7d %6.3f  %6.3f %6.3f %6.3f %6d %6d %9d %s",
                name,
                start,
                median,
                p95,
                worst,
                end,
                best,
                steady,
                steadyWorst,
                convergedSeconds,
                recoveredSeconds,
                changes,
                movedShare,
                movedOverForced,
                thrash,
                allThrash,
                splits,
                merges,
                conflicts,
                idle);
    }
}
