package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.Checkpointer;

/**
 * A checkpoint of a node that begins and never ends, as when the process is killed: its start is marked on the disk, no page is written before the node stops,
 * and the next start recovers from the write-ahead log.
 */
final class CutOffCheckpoint implements CheckpointListener {
    private static final long POLL_NANOS = 1_000_000;

    private final GridCacheDatabaseSharedManager database;
    private final CountDownLatch begun = new CountDownLatch(1);
    private int complete;

    /**
     * Cuts off a checkpoint of a node.
     *
     * @param complete checkpoints that end before it
     */
    CutOffCheckpoint(Ignite node, int complete) {
        database = (GridCacheDatabaseSharedManager)
                ((IgniteEx) node).context().cache().context().database();
        this.complete = complete;
        database.addCheckpointListener(this);
    }

    /** Changes a page and requests a checkpoint, which may be the one. */
    CutOffCheckpoint force() throws IgniteCheckedException {
        database.checkpointReadLock();
        try {
            database.metaStorage().write("test", System.nanoTime());
        } finally {
            database.checkpointReadUnlock();
        }
        database.forceCheckpoint("test");
        return this;
    }

    /** Waits until it has begun; the node is to be stopped then. */
    void await() throws InterruptedException {
        assertThat(begun.await(1, TimeUnit.MINUTES))
                .as("a checkpoint has begun")
                .isTrue();
    }

    @Override
    public void onCheckpointBegin(Context checkpoint) {
        if (checkpoint.progress().currentCheckpointPagesCount() == 0 || complete-- > 0) {
            return;
        }
        Checkpointer checkpointer = database.getCheckpointManager().getCheckpointer();
        checkpoint.progress().onStateChanged(CheckpointState.MARKER_STORED_TO_DISK, () -> {
            begun.countDown();
            while (!checkpointer.isCancelled()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        });
    }

    @Override
    public void onMarkCheckpointBegin(Context checkpoint) {
        // Nothing to cut off.
    }

    @Override
    public void beforeCheckpointBegin(Context checkpoint) {
        // Nothing to cut off.
    }
}
