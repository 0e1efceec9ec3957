package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.PageMemories;
import io.foreshard.plugin.tier.DiskReserve;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointProgress;

/** The file systems with the persistence and the write-ahead log of a server, and the pages that a checkpoint may write there. Thread-safe. */
public final class DiskSpace implements DiskReserve.Space {
    private final GridKernalContext context;
    private final PageMemories memories;
    private final Set<Path> directories;

    /**
     * To be created when the node has joined.
     *
     * @throws IgniteCheckedException if Ignite does not know its persistence directory
     */
    public DiskSpace(Ignite ignite, PageMemories memories) throws IgniteCheckedException {
        context = ((IgniteEx) ignite).context();
        this.memories = memories;
        directories = directories(ignite);
    }

    private static Set<Path> directories(Ignite ignite) throws IgniteCheckedException {
        IgniteConfiguration configuration = ignite.configuration();
        DataStorageConfiguration storage = configuration.getDataStorageConfiguration();
        Set<Path> found = new LinkedHashSet<>();
        PersistenceDirectory.of(ignite).ifPresent(directory -> found.add(directory.path()));
        Stream.of(storage.getWalPath(), storage.getWalArchivePath())
                .filter(Objects::nonNull)
                .map(path ->
                        new File(path).isAbsolute() ? Path.of(path) : Path.of(configuration.getWorkDirectory(), path))
                .filter(Files::isDirectory)
                .forEach(found::add);
        return found;
    }

    @Override
    public long freeBytes() throws IOException {
        long free = Long.MAX_VALUE;
        for (Path directory : directories) {
            free = Math.min(free, Files.getFileStore(directory).getUsableSpace());
        }
        return free;
    }

    /** {@inheritDoc} Dirty pages, and those that the running checkpoint has not written yet. */
    @Override
    public long pendingBytes() {
        long pages = memories.dirtyPages();
        if (context.cache().context().database() instanceof GridCacheDatabaseSharedManager database
                && database.getCheckpointer() != null) {
            CheckpointProgress progress = database.getCheckpointer().currentProgress();
            if (progress != null && progress.inProgress() && progress.writtenPagesCounter() != null) {
                pages += Math.max(
                        0,
                        progress.currentCheckpointPagesCount()
                                - progress.writtenPagesCounter().get());
            }
        }
        return pages * context.config().getDataStorageConfiguration().getPageSize();
    }
}
