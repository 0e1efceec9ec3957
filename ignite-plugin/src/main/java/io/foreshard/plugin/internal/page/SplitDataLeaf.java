package io.foreshard.plugin.internal.page;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.persistence.CacheSearchRow;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusLeafIO;
import org.apache.ignite.internal.processors.cache.tree.AbstractDataLeafIO;
import org.apache.ignite.internal.processors.cache.tree.RowLinkIO;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * A leaf of a partition's tree that is split: the row that moves to the page above is not read, because that page stores its hash code and its link only. Its key
 * is read if the page above has a row with the same hash code. The leaf stays latched until then, so the row exists. Immutable.
 */
final class SplitDataLeaf extends BPlusLeafIO<CacheSearchRow> implements RowLinkIO {
    private final AbstractDataLeafIO leaf;

    SplitDataLeaf(AbstractDataLeafIO leaf) {
        super(leaf.getType(), leaf.getVersion(), leaf.getItemSize());
        this.leaf = leaf;
    }

    @Override
    public CacheSearchRow getLookupRow(BPlusTree<CacheSearchRow, ?> tree, long address, int index) {
        int cache = leaf.storeCacheId() ? leaf.getCacheId(address, index) : CU.UNDEFINED_CACHE_ID;
        KeyCacheObject key = (KeyCacheObject) Proxy.newProxyInstance(
                KeyCacheObject.class.getClassLoader(),
                new Class<?>[] {KeyCacheObject.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(
                                leaf.getLookupRow(tree, address, index).key(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new MovedRow(cache, leaf.getHash(address, index), leaf.getLink(address, index), key);
    }

    /** A row whose key is read when it is used. */
    private record MovedRow(int cacheId, int hash, long link, KeyCacheObject key) implements CacheSearchRow {}

    @Override
    public void storeByOffset(long address, int offset, CacheSearchRow row) {
        leaf.storeByOffset(address, offset, row);
    }

    @Override
    public void store(long target, int targetIndex, BPlusIO<CacheSearchRow> sourceIo, long source, int sourceIndex)
            throws IgniteCheckedException {
        leaf.store(target, targetIndex, sourceIo, source, sourceIndex);
    }

    @Override
    public long getLink(long address, int index) {
        return leaf.getLink(address, index);
    }

    @Override
    public int getHash(long address, int index) {
        return leaf.getHash(address, index);
    }

    @Override
    public int getCacheId(long address, int index) {
        return leaf.getCacheId(address, index);
    }
}
