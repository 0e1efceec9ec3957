package io.foreshard.tier;

/**
 * Where the pages of a local partition are, and why. Immutable.
 *
 * @param group name of the cache group
 * @param partition number of the partition
 * @param localOnlyBytes data that has no remote copy, and the rest of the space that the file takes
 * @param bothBytes data that is local and remote: it can be released without an upload
 * @param remoteBytes data that is remote only
 * @param treeBytes pages that are never offloaded, those of trees for example; 0 until the partition was uploaded since its file was opened
 * @param temperature accesses by users, each of which counts half after an hour
 * @param localOnlyReason why data has no remote copy; null if there is no such data
 * @param bothReason why the local copies of data with a remote copy stay; null if there is no such data
 */
public record PartitionResidence(
        String group,
        int partition,
        long localOnlyBytes,
        long bothBytes,
        long remoteBytes,
        long treeBytes,
        double temperature,
        LocalReason localOnlyReason,
        LocalReason bothReason) {
    /** Returns why the local data is local: the reason of the larger part; {@link LocalReason#RELEASED} if there is none. */
    public LocalReason reason() {
        if (localOnlyReason == null && bothReason == null) {
            return LocalReason.RELEASED;
        }
        return localOnlyReason == null || bothReason != null && bothBytes > localOnlyBytes
                ? bothReason
                : localOnlyReason;
    }
}
