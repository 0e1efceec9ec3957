package io.foreshard.tier;

/**
 * The bytes of partition files by location. Immutable.
 *
 * @param fileBytes length of the files, holes included
 * @param allocatedBytes bytes the file system has allocated
 * @param remoteBytes bytes of pages whose only copy is in the object store
 */
public record TierSize(long fileBytes, long allocatedBytes, long remoteBytes) {
    static final TierSize NONE = new TierSize(0, 0, 0);

    TierSize plus(TierSize other) {
        return new TierSize(
                fileBytes + other.fileBytes, allocatedBytes + other.allocatedBytes, remoteBytes + other.remoteBytes);
    }
}
