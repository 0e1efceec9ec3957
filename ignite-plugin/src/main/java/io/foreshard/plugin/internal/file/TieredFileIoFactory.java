package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.TieredPartition;
import java.io.File;
import java.io.IOException;
import java.nio.file.OpenOption;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIOFactory;

/** Opens the file of one tiered partition for Ignite; reopening the same file keeps the partition and its page states. Thread-safe. */
final class TieredFileIoFactory implements FileIOFactory {
    private static final long serialVersionUID = 1L;

    private final transient FileIOFactory files;
    private final transient TieredPartitions partitions;
    private final transient RemotePages remotePages;
    private final int groupId;
    private final transient IgnitePartitionFile file = new IgnitePartitionFile();
    private transient TieredPartition partition;

    TieredFileIoFactory(FileIOFactory files, TieredPartitions partitions, RemotePages remotePages, int groupId) {
        this.files = files;
        this.partitions = partitions;
        this.remotePages = remotePages;
        this.groupId = groupId;
    }

    @Override
    public synchronized FileIO create(File path, OpenOption... modes) throws IOException {
        FileIO io = files.create(path, modes);
        file.opened(path, io);
        try {
            if (partition == null || !partition.isOfThisFile()) {
                partition = partitions.open(groupId, path.toPath(), file);
            }
        } catch (IOException e) {
            io.close();
            throw e;
        }
        return new TieredFileIo(io, partition, remotePages, partitions::destroyed);
    }

    /** Called when Ignite has deleted the file. */
    synchronized void destroyed() {
        if (partition != null) {
            partitions.destroyed(partition);
            partition = null;
        }
    }
}
