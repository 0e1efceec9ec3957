package io.foreshard.plugin.internal.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.pagemem.PageIdUtils;
import org.apache.ignite.internal.pagemem.store.PageStore;
import org.apache.ignite.internal.pagemem.store.PageWriteListener;
import org.apache.ignite.internal.processors.cache.persistence.StorageException;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreV2;
import org.apache.ignite.lang.IgniteOutClosure;

/**
 * Ignite's page store of a tiered partition.
 *
 * <p>While a snapshot or an image is taken, Ignite reads a page before it overwrites it. A page that is remote only is not read then: the checkpoint would
 * wait for the object store, and the image takes the page from there. Thread-safe.
 */
final class TieredPageStore extends FilePageStoreV2 {
    /** Whether this thread is in a listener that copies pages before they are overwritten. */
    private static final ThreadLocal<Boolean> IN_LISTENER = new ThreadLocal<>();

    private final TieredFileIoFactory files;
    private final Map<PageWriteListener, PageWriteListener> wrapped = new ConcurrentHashMap<>();

    TieredPageStore(IgniteOutClosure<Path> path, TieredFileIoFactory files, int pageBytes, LongConsumer allocated) {
        super(PageStore.TYPE_DATA, path, files, pageBytes, allocated);
        this.files = files;
    }

    @Override
    public void addWriteListener(PageWriteListener listener) {
        super.addWriteListener(wrapped.computeIfAbsent(listener, TieredPageStore::wrap));
    }

    @Override
    public void removeWriteListener(PageWriteListener listener) {
        PageWriteListener known = wrapped.remove(listener);
        if (known != null) {
            super.removeWriteListener(known);
        }
    }

    private static PageWriteListener wrap(PageWriteListener listener) {
        return (pageId, page) -> {
            IN_LISTENER.set(true);
            try {
                listener.accept(pageId, page);
            } finally {
                IN_LISTENER.remove();
            }
        };
    }

    /** {@inheritDoc} Returns false, as for a page behind the end of the file, where a listener would wait for the object store. */
    @Override
    public boolean read(long pageId, ByteBuffer page, boolean keepCrc) throws IgniteCheckedException {
        if (IN_LISTENER.get() != null && files.isRemote(PageIdUtils.pageIndex(pageId) + 1)) {
            return false;
        }
        return super.read(pageId, page, keepCrc);
    }

    @Override
    public void stop(boolean delete) throws StorageException {
        if (delete) {
            files.deleting();
        }
        super.stop(delete);
        if (delete) {
            files.destroyed();
        }
    }
}
