package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.internal.placement.UnsafeMoves;
import io.foreshard.shard.placement.PlacedRange;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Sends a change of the placement from a server, without the preparation of a move; returns whether it took effect. */
final class MoveJob implements IgniteCallable<Boolean> {
    private static final long serialVersionUID = 1L;

    private static final long PATIENCE_MILLIS = 3_000;
    private static final long POLL_MILLIS = 10;

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
            long before = UnsafeMoves.version(server, ShardTables.PARTITIONS);
            UnsafeMoves.send(server, ShardTables.PARTITIONS, new PlacedRange(firstPartition, partitions, owners, 0));
            for (long waited = 0; waited < PATIENCE_MILLIS; waited += POLL_MILLIS) {
                if (UnsafeMoves.version(server, ShardTables.PARTITIONS) > before) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return false;
        } catch (IgniteCheckedException e) {
            throw new IgniteException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IgniteException(e);
        }
    }
}
