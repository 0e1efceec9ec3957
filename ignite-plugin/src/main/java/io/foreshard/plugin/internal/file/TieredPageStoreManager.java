package io.foreshard.plugin.internal.file;

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

/** Ignite's page store manager with partition files that know which of their pages are remote. */
final class TieredPageStoreManager extends FilePageStoreManager {
    private final GridKernalContext context;
    private final TieredStorage storage;

    TieredPageStoreManager(GridKernalContext context, TieredStorage storage) {
        super(context);
        this.context = context;
        this.storage = storage;
    }

    @Override
    public FileVersionCheckingFactory getPageStoreFactory(int groupId, EncryptionCacheKeyProvider keys) {
        FileVersionCheckingFactory plain = super.getPageStoreFactory(groupId, keys);
        if (keys != null) {
            return plain; // what is encrypted stays local
        }
        return new FileVersionCheckingFactory(
                getPageStoreFileIoFactory(), getPageStoreFileIoFactory(), this::pageBytes) {
            @Override
            public PageStore createPageStore(byte type, IgniteOutClosure<Path> path, LongConsumer allocated)
                    throws IgniteCheckedException {
                return type == PageStore.TYPE_DATA && isOurs(path.apply()) && TieredStorage.isTiered(path.apply())
                        ? tiered(groupId, path, allocated)
                        : plain.createPageStore(type, path, allocated);
            }
        };
    }

    /** Tells whether a file is one this node lives on: Ignite also opens the files of snapshots this way. */
    private boolean isOurs(Path file) {
        return file.getParent().getParent().equals(workDir().toPath());
    }

    private PageStore tiered(int groupId, IgniteOutClosure<Path> path, LongConsumer allocated) {
        // Asynchronous channels, as Ignite's default: an interrupted reader does not close them.
        TieredFileIoFactory files = new TieredFileIoFactory(new AsyncFileIOFactory(), storage, groupId, pageBytes());
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
