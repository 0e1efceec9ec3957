package io.foreshard.plugin.internal.page;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.persistence.CacheDataRow;
import org.apache.ignite.internal.processors.cache.persistence.CacheSearchRow;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree.TreeRowClosure;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;

/** The private fields of the cursors of Ignite's {@link BPlusTree}. Immutable and thread-safe. */
final class CursorInternals {
    private final Class<?> search = TreeInternals.type("GetCursor");
    private final Class<?> rowCursor = TreeInternals.type("ForwardCursor");
    private final VarHandle cursor = TreeInternals.field(search, "cursor", TreeInternals.type("AbstractForwardCursor"));
    private final VarHandle shift = TreeInternals.field(BPlusTree.Get.class, "shift", int.class);
    private final VarHandle nextPage =
            TreeInternals.field(TreeInternals.type("AbstractForwardCursor"), "nextPageId", long.class);
    private final VarHandle upperBound =
            TreeInternals.field(TreeInternals.type("AbstractForwardCursor"), "upperBound", Object.class);
    private final VarHandle upperShift =
            TreeInternals.field(TreeInternals.type("AbstractForwardCursor"), "upperShift", int.class);
    private final VarHandle rows = TreeInternals.field(rowCursor, "rows", Object[].class);
    private final VarHandle filter = TreeInternals.field(rowCursor, "c", TreeRowClosure.class);

    /** @throws ReflectiveOperationException if this Ignite does not have all of them */
    CursorInternals() throws ReflectiveOperationException {}

    /** Returns the cursor that an operation fills with the rows of a leaf; null if it fills none. */
    Object of(Object operation) {
        if (!search.isInstance(operation)) {
            return null;
        }
        Object filled = cursor.get(operation);
        return rowCursor.isInstance(filled) ? filled : null;
    }

    /** Returns whether a cursor over the rows of a partition ends with the last one, or with the last one of a cache. */
    boolean readsAll(Object filled) {
        Object upper = upperBound.get(filled);
        return upper == null || upper instanceof CacheSearchRow row && row.key() == null;
    }

    /** Returns the leaf that a cursor reads next; 0 if it has read the last one. */
    long nextLeaf(Object filled) {
        return (long) nextPage.get(filled);
    }

    /**
     * Makes a cursor, which has read a leaf, search the next one as it does after a merge of leaves, instead of latching it without a page handler.
     *
     * @return false if it cannot: a cursor searches from its last row, so it must have one, with its key
     */
    boolean searchNextLeaf(Object filled) {
        if (!hasRow(filled)) {
            return false;
        }
        nextPage.set(filled, NoPage.near(nextLeaf(filled)));
        return true;
    }

    /** Forgets the rows of the leaf before: to be called before a cursor reads a leaf. */
    void forgetRows(Object filled) {
        Object[] read = (Object[]) rows.get(filled);
        if (read != null) {
            Arrays.fill(read, null);
        }
    }

    /**
     * Makes a cursor, which has read only the first rows of a leaf, return them, and search the leaf again from the last one.
     *
     * @return false if it has read none, or cannot search from its last row
     */
    boolean keepRows(Object filled, long leafId) {
        if (!hasRow(filled)) {
            return false;
        }
        nextPage.set(filled, NoPage.near(leafId));
        return true;
    }

    private boolean hasRow(Object filled) {
        Object[] read = (Object[]) rows.get(filled);
        Object first = read == null || read.length == 0 ? null : read[0];
        return first != null && !(first instanceof CacheDataRow row && row.key() == null);
    }

    /** Returns the first item of a leaf that an operation passes to its cursor. */
    int firstItem(TreeInternals internals, BPlusTree<?, ?> tree, BPlusIO<?> io, long address, Object operation)
            throws IgniteCheckedException {
        BPlusTree<?, ?>.Get step = (BPlusTree<?, ?>.Get) operation;
        return itemsBelow(internals, tree, io, address, step.row(), (int) shift.get(step));
    }

    /** Returns the number of the first item of a leaf that lies above the upper bound of a cursor, or the number of items. */
    int endItem(TreeInternals internals, BPlusTree<?, ?> tree, BPlusIO<?> io, long address, Object filled)
            throws IgniteCheckedException {
        Object upper = upperBound.get(filled);
        return upper == null
                ? io.getCount(address)
                : itemsBelow(internals, tree, io, address, upper, (int) upperShift.get(filled));
    }

    /** @param shift above 0 if equal items count */
    private static int itemsBelow(
            TreeInternals internals, BPlusTree<?, ?> tree, BPlusIO<?> io, long address, Object bound, int shift)
            throws IgniteCheckedException {
        int low = 0;
        int high = io.getCount(address);
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = internals.compare(tree, io, address, middle, bound);
            if (order < 0 || order == 0 && shift > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns whether the filter of a cursor accepts an item of a leaf. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    boolean accepts(BPlusTree<?, ?> tree, BPlusIO<?> io, long address, int item, Object filled)
            throws IgniteCheckedException {
        TreeRowClosure accepting = (TreeRowClosure) filter.get(filled);
        return accepting == null || accepting.apply((BPlusTree) tree, (BPlusIO) io, address, item);
    }
}
