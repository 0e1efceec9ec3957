package io.foreshard.plugin.internal.page;

import java.util.List;
import java.util.Optional;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.cache.query.index.sorted.IndexKeyType;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRow;
import org.apache.ignite.internal.cache.query.index.sorted.IndexRowImpl;
import org.apache.ignite.internal.cache.query.index.sorted.InlineIndexRowHandler;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexKeyType;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexTree;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.AbstractInlineLeafIO;
import org.apache.ignite.internal.cache.query.index.sorted.inline.io.InlineIO;
import org.apache.ignite.internal.cache.query.index.sorted.inline.types.ObjectHashInlineIndexKeyType;
import org.apache.ignite.internal.cache.query.index.sorted.keys.IndexKey;
import org.apache.ignite.internal.cache.query.index.sorted.keys.JavaObjectIndexKey;
import org.apache.ignite.internal.pagemem.PageUtils;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRowAdapter;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusLeafIO;

/**
 * A leaf of an SQL index that is split: the keys of the row that moves to the page above are taken from the leaf, if it has all of them completely; else the row is
 * read. A key object is read if the page above has one with the same hash code. Immutable.
 */
final class SplitIndexLeaf extends BPlusLeafIO<IndexRow> implements InlineIO {
    private final AbstractInlineLeafIO leaf;

    SplitIndexLeaf(AbstractInlineLeafIO leaf) {
        super(leaf.getType(), leaf.getVersion(), leaf.getItemSize());
        this.leaf = leaf;
    }

    @Override
    public IndexRow getLookupRow(BPlusTree<IndexRow, ?> tree, long address, int index) throws IgniteCheckedException {
        Optional<IndexRow> row = inlined((InlineIndexTree) tree, address, index);
        return row.isPresent() ? row.get() : leaf.getLookupRow(tree, address, index);
    }

    /** Returns the row with the keys in the leaf; empty if one is not there, or not completely. */
    Optional<IndexRow> inlined(InlineIndexTree tree, long address, int index) {
        InlineIndexRowHandler handler = tree.rowHandler();
        List<InlineIndexKeyType> types = handler.inlineIndexKeyTypes();
        if (types.size() < handler.indexKeyDefinitions().size()) {
            return Optional.empty();
        }
        long link = leaf.link(address, index);
        IndexKey[] keys = new IndexKey[types.size()];
        int begin = offset(index);
        int at = 0;
        for (int key = 0; key < keys.length; key++) {
            InlineIndexKeyType type = types.get(key);
            keys[key] = inlined(tree, type, key, link, address, begin + at, leaf.inlineSize() - at);
            if (keys[key] == null) {
                return Optional.empty();
            }
            at += type.inlineSize(address, begin + at);
        }
        return Optional.of(new IndexRowImpl(handler, new CacheDataRowAdapter(link), keys));
    }

    private static IndexKey inlined(
            InlineIndexTree tree, InlineIndexKeyType type, int key, long link, long address, int offset, int maxBytes) {
        if (maxBytes < 1) {
            return null;
        }
        int stored = PageUtils.getByte(address, offset);
        boolean isNull = stored == IndexKeyType.NULL.code();
        if (!isNull && stored != type.type().code() || !type.inlinedFullValue(address, offset, maxBytes)) {
            return null;
        }
        if (isNull || type.type() != IndexKeyType.JAVA_OBJECT) {
            return type.get(address, offset, maxBytes);
        }
        return type instanceof ObjectHashInlineIndexKeyType
                ? new HashedKey(PageUtils.getInt(address, offset + 1), tree, link, key)
                : null;
    }

    /** A key object of which the leaf has the hash code. */
    private static final class HashedKey extends JavaObjectIndexKey {
        private final int hash;
        private final InlineIndexTree tree;
        private final long link;
        private final int number;

        HashedKey(int hash, InlineIndexTree tree, long link, int number) {
            this.hash = hash;
            this.tree = tree;
            this.link = link;
            this.number = number;
        }

        private JavaObjectIndexKey read() {
            try {
                return (JavaObjectIndexKey) tree.createIndexRow(link).key(number);
            } catch (IgniteCheckedException e) {
                throw new IgniteException(e);
            }
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public Object key() {
            return read().key();
        }

        @Override
        public byte[] bytesNoCopy() {
            return read().bytesNoCopy();
        }
    }

    @Override
    public void storeByOffset(long address, int offset, IndexRow row) {
        leaf.storeByOffset(address, offset, row);
    }

    @Override
    public void store(long target, int targetIndex, BPlusIO<IndexRow> sourceIo, long source, int sourceIndex) {
        leaf.store(target, targetIndex, sourceIo, source, sourceIndex);
    }

    @Override
    public long link(long address, int index) {
        return leaf.link(address, index);
    }

    @Override
    public int inlineSize() {
        return leaf.inlineSize();
    }
}
