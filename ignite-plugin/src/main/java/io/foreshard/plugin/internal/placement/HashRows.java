package io.foreshard.plugin.internal.placement;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads the hashes of the rows of a copy on one server; see {@link LocalCopies#rows}. */
final class HashRows implements IgniteCallable<long[]> {
    private static final long serialVersionUID = 1L;

    private final int group;
    private final int partition;
    private final int slice;
    private final int slices;

    @IgniteInstanceResource
    private transient Ignite ignite;

    HashRows(int group, int partition, int slice, int slices) {
        this.group = group;
        this.partition = partition;
        this.slice = slice;
        this.slices = slices;
    }

    @Override
    public long[] call() throws IgniteCheckedException {
        return LocalCopies.of(ignite).rows(group, partition, slice, slices);
    }
}
