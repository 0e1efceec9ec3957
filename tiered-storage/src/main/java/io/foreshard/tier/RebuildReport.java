package io.foreshard.tier;

/**
 * The result of a rebuild of the residency of one partition. Immutable.
 *
 * @param outcome result
 * @param local pages whose bytes in the file are intact
 * @param remote pages that are in an object only
 * @param damaged those of the remote pages whose bytes in the file are neither a page nor a hole: an interrupted write, or damage; the remote copy may
 *     be older than they were
 * @param missing pages that are neither in the file nor in an object: never written, or lost
 * @param sentence what was found and done, for an operator
 */
public record RebuildReport(Outcome outcome, int local, int remote, int damaged, int missing, String sentence) {
    /** The results. */
    public enum Outcome {
        /** The file has no remote pages. */
        PLAIN,
        /** File and residency belong together; nothing was changed. */
        INTACT,
        /** The residency was written again. */
        REBUILT,
        /** The residency can be written again: this was a dry run. */
        REBUILDABLE,
        /** The residency cannot be rebuilt; nothing was changed. */
        REFUSED
    }

    static RebuildReport of(Outcome outcome, String sentence) {
        return new RebuildReport(outcome, 0, 0, 0, 0, sentence);
    }
}
