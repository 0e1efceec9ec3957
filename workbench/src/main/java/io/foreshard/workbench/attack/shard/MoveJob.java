package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.internal.placement.UnsafeMoves;
import io.foreshard.shard.placement.PlacedRange;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Sends a change of the placement from a server, without the preparation of a move; returns whether it took effect. */
final class MoveJob implements IgniteCallable<Boolean> {
    private static final long serialVersionUID = 1L;

    private final int firstPartition;
    private final int partitions;
    private final List<String> owners;

    @IgniteInstanceResource
    private transient Ignite server;

    MoveJob(int firstPartition, int partitions, List<String> owners) {
        this.firstPartition = firstPartition;
        this.partitions = partitions;
        this.owners = owners;
    }

    @Override
    public Boolean call() {
        try {
            return UnsafeMoves.move(server, new PlacedRange(firstPartition, partitions, owners, 0));
        } catch (TimeoutException e) {
            return false;
        } catch (IgniteCheckedException e) {
            throw new IgniteException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IgniteException(e);
        }
    }
}
