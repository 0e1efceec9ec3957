package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.RemotePages;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.managers.encryption.EncryptionCacheKeyProvider;
import org.apache.ignite.internal.pagemem.store.PageStore;
import org.apache.ignite.internal.processors.cache.persistence.StorageException;
import org.apache.ignite.internal.processors.cache.persistence.file.AsyncFileIOFactory;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreV2;
import org.apache.ignite.internal.processors.cache.persistence.file.FileVersionCheckingFactory;
import org.apache.ignite.lang.IgniteOutClosure;

/** Ignite's page store manager with tiered partition files; those of encrypted groups, system groups, indexes and snapshots are not tiered. */
final class TieredPageStoreManager extends FilePageStoreManager {
    private final GridKernalContext context;
    private final TieredPartitions partitions;
    private final RemotePages remotePages;

    TieredPageStoreManager(GridKernalContext context, TieredPartitions partitions, RemotePages remotePages) {
        super(context);
        this.context = context;
        this.partitions = partitions;
        this.remotePages = remotePages;
    }

    @Override
    public FileVersionCheckingFactory getPageStoreFactory(int groupId, EncryptionCacheKeyProvider keys) {
        FileVersionCheckingFactory plain = super.getPageStoreFactory(groupId, keys);
        if (keys != null) {
            return plain; // encrypted groups are not tiered
        }
        return new FileVersionCheckingFactory(
                getPageStoreFileIoFactory(), getPageStoreFileIoFactory(), this::pageBytes) {
            @Override
            public PageStore createPageStore(byte type, IgniteOutClosure<Path> path, LongConsumer allocated)
                    throws IgniteCheckedException {
                return type == PageStore.TYPE_DATA && isOurs(path.apply()) && TieredPartitions.isTiered(path.apply())
                        ? tiered(groupId, path, allocated)
                        : plain.createPageStore(type, path, allocated);
            }
        };
    }

    /** Returns whether a file lies in the persistence directory; Ignite opens the files of snapshots with the same factory. */
    private boolean isOurs(Path file) {
        return file.getParent().getParent().equals(workDir().toPath());
    }

    private PageStore tiered(int groupId, IgniteOutClosure<Path> path, LongConsumer allocated) {
        // Asynchronous channels, Ignite's default, stay open when a reader is interrupted.
        TieredFileIoFactory files = new TieredFileIoFactory(new AsyncFileIOFactory(), partitions, remotePages, groupId);
        return new FilePageStoreV2(PageStore.TYPE_DATA, path, files, pageBytes(), allocated) {
            @Override
            public void stop(boolean delete) throws StorageException {
                super.stop(delete);
                if (delete) {
                    files.destroyed();
                }
            }
        };
    }

    private int pageBytes() {
        return context.config().getDataStorageConfiguration().getPageSize();
    }
}
