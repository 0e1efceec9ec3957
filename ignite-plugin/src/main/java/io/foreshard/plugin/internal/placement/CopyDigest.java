package io.foreshard.plugin.internal.placement;

import java.io.Serializable;

/** What one server has of a partition of a table. Immutable; no record, because Ignite's marshaller cannot send one. */
final class CopyDigest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int group;
    private final int partition;
    private final boolean cold;
    private final long rows;
    private final long hash;

    /**
     * @param group id of the cache group
     * @param cold whether pages of the copy are remote: then only its rows are counted, so that a comparison fetches nothing
     * @param rows number of rows
     * @param hash hash of the rows, whatever their order; 0 if the copy is cold
     */
    CopyDigest(int group, int partition, boolean cold, long rows, long hash) {
        this.group = group;
        this.partition = partition;
        this.cold = cold;
        this.rows = rows;
        this.hash = hash;
    }

    int group() {
        return group;
    }

    int partition() {
        return partition;
    }

    boolean isCold() {
        return cold;
    }

    long rows() {
        return rows;
    }

    long hash() {
        return hash;
    }
}
