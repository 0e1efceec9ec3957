package io.foreshard.plugin.internal.file;

import io.foreshard.tier.TieredPartition;
import java.io.File;
import java.io.IOException;
import java.nio.file.OpenOption;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIOFactory;

/** Opens the file of one tiered partition, as often as Ignite wants; what is known of its pages survives a re-opening. */
final class TieredFileIoFactory implements FileIOFactory {
    private static final long serialVersionUID = 1L;

    private final transient FileIOFactory files;
    private final transient TieredStorage storage;
    private final int groupId;
    private final int pageBytes;
    private final transient NodeFile file = new NodeFile();
    private transient TieredPartition partition;

    TieredFileIoFactory(FileIOFactory files, TieredStorage storage, int groupId, int pageBytes) {
        this.files = files;
        this.storage = storage;
        this.groupId = groupId;
        this.pageBytes = pageBytes;
    }

    @Override
    public synchronized FileIO create(File path, OpenOption... modes) throws IOException {
        FileIO io = files.create(path, modes);
        file.opened(path, io);
        try {
            if (partition == null || !partition.isOfThisFile()) {
                partition = storage.open(groupId, path.toPath(), file, pageBytes);
            }
        } catch (IOException e) {
            io.close();
            throw e;
        }
        return new TieredFileIo(io, partition, storage.remotePages(), pageBytes);
    }

    /** The file was deleted. */
    synchronized void destroyed() {
        if (partition != null) {
            storage.remotePages().forget(partition);
            partition = null;
        }
    }
}
