package io.foreshard.plugin.internal.file;

import io.foreshard.tier.ImageSource;
import io.foreshard.tier.ImageTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.IgniteInterruptedCheckedException;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointListener;
import org.apache.ignite.internal.processors.cache.persistence.partstate.GroupPartitionId;
import org.apache.ignite.internal.processors.metastorage.persistence.DistributedMetaStorageImpl;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * The disk of a server, of which Ignite's snapshot task makes the copy: all partitions, indexes, the metastorage, cache configurations, binary types and
 * class names, as of one checkpoint of this node. Only overwritten pages take space on the disk for it. Thread-safe.
 */
public final class NodeDisk implements ImageSource {
    /** Begin of the names of temporary directories; one image is taken at a time. */
    private static final String NAME = "foreshard-image-";

    private final GridKernalContext context;
    private final SnapshotTasks tasks;

    /**
     * To be called before the node has joined.
     *
     * @throws IgniteCheckedException if this Ignite does not have the snapshot task
     */
    public NodeDisk(Ignite ignite) throws IgniteCheckedException {
        context = ((IgniteEx) ignite).context();
        tasks = SnapshotTasks.find();
    }

    @Override
    public int pageBytes() {
        return context.config().getDataStorageConfiguration().getPageSize();
    }

    @Override
    public boolean isReady() {
        return context.state().publicApiActiveState(false);
    }

    @Override
    public void copy(ImageTarget target, Executor executor) throws IOException, InterruptedException {
        List<CacheGroupContext> groups = groups();
        Path root = shared().snapshotMgr().snapshotTmpDir().toPath();
        deleteUnfinished(root);
        Path temporary = Files.createTempDirectory(root, NAME);
        try {
            copy(target, new ImageSender(context, target, executor, temporary), groups);
        } finally {
            U.delete(temporary);
        }
    }

    /** Deletes the overwritten pages of an image that a crash cut off. */
    private static void deleteUnfinished(Path root) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, NAME + "*")) {
            left.forEach(U::delete);
        }
    }

    private void copy(ImageTarget target, ImageSender sender, List<CacheGroupContext> groups)
            throws IOException, InterruptedException {
        Mark mark = new Mark(target, sender);
        GridCacheDatabaseSharedManager database = (GridCacheDatabaseSharedManager) shared().database();
        database.addCheckpointListener(
                mark); // before the task adds its own: it sees each checkpoint that the task sees
        SnapshotTasks.Task task = null;
        try {
            task = tasks.register(
                    shared(),
                    NAME + UUID.randomUUID(),
                    groups.stream().map(CacheGroupContext::groupId).collect(Collectors.toSet()),
                    sender);
            ((DistributedMetaStorageImpl) context.distributedMetastorage()).suspend(task.started());
            if (tasks.start(task)) {
                database.forceNewCheckpoint("image of the disk", ignored -> {});
            }
            task.result().get();
            checkComplete(groups, sender);
        } catch (IgniteInterruptedCheckedException e) {
            cancel(task);
            throw new InterruptedException(e.getMessage());
        } catch (IgniteCheckedException e) {
            IOException cause = X.cause(e, IOException.class);
            throw cause != null ? cause : new IOException(e.getMessage(), e);
        } finally {
            database.removeCheckpointListener(mark);
        }
    }

    private static void cancel(SnapshotTasks.Task task) throws IOException {
        try {
            if (task != null) {
                task.result().cancel();
            }
        } catch (IgniteCheckedException e) {
            throw new IOException("The image could not be cancelled: " + e.getMessage(), e);
        }
    }

    /** Returns the groups whose files are on this disk. */
    private List<CacheGroupContext> groups() throws IOException {
        if (!isReady()) {
            throw new IOException("The cluster is not active.");
        }
        if (shared().snapshotMgr().isSnapshotCreating()) {
            throw new IOException("A snapshot is being taken.");
        }
        List<CacheGroupContext> groups = context.cache().cacheGroups().stream()
                .filter(CacheGroupContext::persistenceEnabled)
                .toList();
        for (CacheGroupContext group : groups) {
            if (group.config().isEncryptionEnabled()) {
                throw new IOException("The cache group " + group.cacheOrGroupName()
                        + " is encrypted by Ignite, and an image would lack its keys: images need unencrypted groups.");
            }
            for (GridDhtLocalPartition partition : group.topology().currentLocalPartitions()) {
                if (partition.state() != GridDhtPartitionState.OWNING) {
                    throw moving(group, "; partition " + partition.id() + " is " + partition.state());
                }
            }
        }
        return groups;
    }

    private static IOException moving(CacheGroupContext group, String detail) {
        return new IOException("Partitions of the cache group " + group.cacheOrGroupName()
                + " are being moved to this node or away from it" + detail + ".");
    }

    /** Fails if Ignite skipped partitions because they were not owned at the checkpoint: it skips the index of their group too. */
    private void checkComplete(List<CacheGroupContext> groups, ImageSender sender) throws IOException {
        for (CacheGroupContext group : groups) {
            boolean hasFiles = sender.sent().stream().anyMatch(place -> place.getGroupId() == group.groupId());
            if (hasFiles
                    && !sender.sent()
                            .contains(new GroupPartitionId(group.groupId(), PageIdAllocator.INDEX_PARTITION))) {
                throw moving(group, "");
            }
        }
    }

    private GridCacheSharedContext<?, ?> shared() {
        return context.cache().context();
    }

    /** Tells the image of the begin of each checkpoint until that of the task has begun. */
    private record Mark(ImageTarget target, ImageSender sender) implements CheckpointListener {
        @Override
        public void beforeCheckpointBegin(Context checkpoint) {
            if (!sender.isBegun()) {
                target.begin();
            }
        }

        @Override
        public void onMarkCheckpointBegin(Context checkpoint) {
            // The task collects the files.
        }

        @Override
        public void onCheckpointBegin(Context checkpoint) {
            // The task begins to send.
        }
    }
}
