package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.ServerProcess;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.GridCacheEntryEx;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointReadWriteLock;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.awaitility.Awaitility;

/** A server in a process of its own, to be killed while it deletes the rows of its copy, and what it does before. */
final class ReturningServer {
    private ReturningServer() {}

    static final class WithPlugin {
        private WithPlugin() {}

        /** Arguments: those of {@link ServerProcess}. */
        public static void main(String[] arguments) throws IOException {
            ServerProcess.join(arguments, ReturningCopy.plugin());
            ServerProcess.awaitEnd();
        }
    }

    static final class WithoutPlugin {
        private WithoutPlugin() {}

        /** Arguments: those of {@link ServerProcess}. */
        public static void main(String[] arguments) throws IOException {
            ServerProcess.join(arguments, ReturningCopy.WITHOUT_PLUGIN);
            ServerProcess.awaitEnd();
        }
    }

    /**
     * Assigns the copy to another server, and makes the deletion of its rows wait in the middle until the copy is assigned back. Returns the state of the copy
     * when that and the rows deleted before are on disk.
     */
    static final class DeleteHalf implements IgniteCallable<GridDhtPartitionState> {
        private static final long serialVersionUID = 1;

        private final int partition;

        @IgniteInstanceResource
        private transient Ignite ignite;

        DeleteHalf(int partition) {
            this.partition = partition;
        }

        @Override
        public GridDhtPartitionState call() throws IgniteCheckedException {
            ServerCopy copy = new ServerCopy(ignite, partition);
            copy.await(GridDhtPartitionState.OWNING);
            int deleted = (int) copy.rows() / 2;
            long left = copy.rows() - deleted;
            GridCacheEntryEx held = copy.holdRow(deleted);
            copy.holdRow(deleted + 1);
            ignite.cluster().setBaselineTopology(ignite.cluster().topologyVersion());
            copy.awaitClearing(left);
            copy.await(GridDhtPartitionState.MOVING);
            CheckpointProgress checkpoint = copy.startCheckpoint();
            awaitCheckpointLock();
            held.unlockEntry();
            checkpoint.futureFor(CheckpointState.FINISHED).get();
            copy.awaitClearing(left - 1);
            return copy.state();
        }

        /** Awaits that a checkpoint waits for the deletion of the held row: the deletion of the next one then waits for the checkpoint. */
        private static void awaitCheckpointLock() {
            Awaitility.await().atMost(ServerCopy.PATIENCE).until(() -> Thread.getAllStackTraces().entrySet().stream()
                    .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                    .flatMap(thread -> Stream.of(thread.getValue()))
                    .anyMatch(frame -> frame.getMethodName().equals("writeLock")
                            && frame.getClassName().equals(CheckpointReadWriteLock.class.getName())));
        }
    }
}
