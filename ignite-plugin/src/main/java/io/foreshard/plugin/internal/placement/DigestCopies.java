package io.foreshard.plugin.internal.placement;

import java.util.ArrayList;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads the digests of the copies of some partitions on one server. */
final class DigestCopies implements IgniteCallable<ArrayList<CopyDigest>> {
    private static final long serialVersionUID = 1L;

    private final int[] partitions;

    @IgniteInstanceResource
    private transient Ignite ignite;

    DigestCopies(int[] partitions) {
        this.partitions = partitions;
    }

    @Override
    public ArrayList<CopyDigest> call() throws IgniteCheckedException {
        return LocalCopies.of(ignite).digests(partitions);
    }
}
