package io.foreshard.plugin.internal.file;

import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.tier.PartitionHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.managers.encryption.EncryptionCacheKeyProvider;
import org.apache.ignite.internal.pagemem.store.PageStore;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.persistence.file.AsyncFileIOFactory;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStore;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreV2;
import org.apache.ignite.internal.processors.cache.persistence.file.FileVersionCheckingFactory;
import org.apache.ignite.lang.IgniteOutClosure;

/** Ignite's page store manager with tiered partition files; those of encrypted groups, system groups, indexes and snapshots are not tiered. */
final class TieredPageStoreManager extends FilePageStoreManager {
    private final GridKernalContext context;
    private final TieredPartitions partitions;
    private final RemotePages remotePages;
    private Runnable recovering = () -> {};

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
                // Ignite opens the files of snapshots with the same factory: they are not in the directory.
                PersistenceDirectory directory =
                        new PersistenceDirectory(workDir().toPath());
                Path file = path.apply();
                if (type != PageStore.TYPE_DATA) {
                    return plain.createPageStore(type, path, allocated);
                }
                int version = version(file);
                if (directory.isTiered(file) && PartitionHeader.unmarked(version) == FilePageStoreV2.VERSION) {
                    return tiered(directory, path, allocated);
                }
                if (version != PartitionHeader.unmarked(version)) {
                    throw new IgniteCheckedException(
                            "A snapshot would copy holes: pages of the file that was copied to "
                                    + file
                                    + " are in the object store. Recall them (control.sh --tier recall, or Tier.recall on every"
                                    + " node), or copy the rows instead.");
                }
                return plain.createPageStore(type, path, allocated);
            }
        };
    }

    /**
     * Returns the version of the file format with the mark of the tier. Since version 2, which all files have that Ignite has created since 2.3, the header
     * takes a whole page: it has room for the tier.
     */
    private static int version(Path file) throws IgniteCheckedException {
        ByteBuffer header = ByteBuffer.allocate(FilePageStore.HEADER_SIZE).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(header, 0);
        } catch (NoSuchFileException e) {
            return FilePageStoreV2.VERSION;
        } catch (IOException e) {
            throw new IgniteCheckedException("The header of " + file + " cannot be read.", e);
        }
        return header.hasRemaining() ? FilePageStoreV2.VERSION : header.getInt(IgnitePageFormat.VERSION_OFFSET);
    }

    private PageStore tiered(PersistenceDirectory directory, IgniteOutClosure<Path> path, LongConsumer allocated) {
        // Asynchronous channels, Ignite's default, stay open when a reader is interrupted.
        TieredFileIoFactory files =
                new TieredFileIoFactory(new AsyncFileIOFactory(), partitions, remotePages, directory, pageBytes());
        return new TieredPageStore(path, files, pageBytes(), allocated);
    }

    /** Sets an action that runs in the thread of the recovery after Ignite's check of the files, and before records are applied to them. */
    void beforeRecords(Runnable action) {
        recovering = action;
    }

    /** Called only if the node has stopped in the middle of a checkpoint. */
    @Override
    public void beginRecover() {
        super.beginRecover();
        recovering.run();
    }

    /** Forgets the residency of a group whose files were moved out, before they are opened. */
    void filesMovedOut(String cacheDirectory) {
        partitions.groupDestroyed(cacheDirectory);
    }

    @Override
    public void shutdownForCacheGroup(CacheGroupContext group, boolean destroy) throws IgniteCheckedException {
        super.shutdownForCacheGroup(group, destroy);
        if (destroy && group.persistenceEnabled()) {
            partitions.groupDestroyed(cacheDirName(group.config()));
        }
    }

    @Override
    public void cleanupPersistentSpace(@SuppressWarnings("rawtypes") CacheConfiguration configuration)
            throws IgniteCheckedException {
        super.cleanupPersistentSpace(configuration);
        partitions.groupDestroyed(cacheDirName(configuration));
    }

    private int pageBytes() {
        return context.config().getDataStorageConfiguration().getPageSize();
    }
}
