package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TieredPartition;
import java.io.File;
import java.io.IOException;
import java.nio.file.OpenOption;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIOFactory;

/**
 * Opens the file of one tiered partition for Ignite. A file that is opened again although it was not closed keeps the partition and its page states.
 * Thread-safe.
 */
final class TieredFileIoFactory implements FileIOFactory {
    private static final long serialVersionUID = 1L;

    private final transient FileIOFactory files;
    private final transient TieredPartitions partitions;
    private final transient RemotePages remotePages;
    private final transient PersistenceDirectory directory;
    private final int pageBytes;
    private final transient IgnitePartitionFile file = new IgnitePartitionFile();
    private transient TieredPartition partition;
    private transient PartitionLocation location;
    private transient boolean deleting;

    TieredFileIoFactory(
            FileIOFactory files,
            TieredPartitions partitions,
            RemotePages remotePages,
            PersistenceDirectory directory,
            int pageBytes) {
        this.files = files;
        this.partitions = partitions;
        this.remotePages = remotePages;
        this.directory = directory;
        this.pageBytes = pageBytes;
    }

    @Override
    public synchronized FileIO create(File path, OpenOption... modes) throws IOException {
        FileIO io = files.create(path, modes);
        file.opened(path, io);
        try {
            if (partition == null || !partition.isOfThisFile()) {
                location = directory.location(path.toPath());
                partition = partitions.open(location, pageBytes, file);
            }
        } catch (IOException | RuntimeException e) {
            io.close();
            throw e;
        }
        return new TieredFileIo(io, partition, remotePages, this);
    }

    /** Returns whether the only copy of a page is remote. */
    synchronized boolean isRemote(int page) {
        return partition != null && partition.isRemote(page);
    }

    /** Ends the use of a partition whose file is about to be closed; the file is opened with a new one. */
    synchronized void closing(TieredPartition closed) throws IOException {
        if (partition == closed && !deleting) {
            partition = null;
            partitions.closed(location);
            closed.close();
        }
    }

    /** The file is about to be deleted: {@link #destroyed} follows, or fails to. Blocks until a running move has committed or failed. */
    synchronized void deleting() {
        if (partition != null) {
            deleting = true;
            partition.deleting();
        }
    }

    /** Called when Ignite has deleted or truncated the file. */
    void destroyed() {
        TieredPartition gone;
        synchronized (this) {
            gone = partition;
            partition = null;
            deleting = false;
        }
        if (gone != null) {
            partitions.closed(location);
            partitions.destroyed(gone);
        }
    }
}
