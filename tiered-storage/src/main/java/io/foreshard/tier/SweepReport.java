package io.foreshard.tier;

import java.util.List;

/**
 * The result of one sweep for garbage. Immutable.
 *
 * @param listed objects in the listing; 0 if the sweep did not list
 * @param referenced listed objects that are in use
 * @param waitingObjects unreferenced objects whose grace has not passed, or that could not be deleted
 * @param waitingBytes bytes of these
 * @param deletedObjects objects deleted; in a dry run those that would be deleted
 * @param deletedBytes bytes of these
 * @param skipped sentences that say which objects were not considered, and why
 */
public record SweepReport(
        long listed,
        long referenced,
        long waitingObjects,
        long waitingBytes,
        long deletedObjects,
        long deletedBytes,
        List<String> skipped) {
    /** Copies the list. */
    public SweepReport {
        skipped = List.copyOf(skipped);
    }

    static SweepReport nothing(String reason) {
        return new SweepReport(0, 0, 0, 0, 0, 0, List.of(reason));
    }
}
