package io.foreshard.plugin.internal.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.processors.cache.CacheObject;
import org.apache.ignite.internal.processors.cache.GridCacheMapEntry;
import org.apache.ignite.internal.processors.cache.GridCacheOperation;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.util.IgniteTree;

/** Ignite's private closure that updates a row of an atomic cache in the tree of its partition. Immutable and thread-safe. */
final class AtomicUpdates {
    private static final Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> update;
    private final VarHandle closure;
    private final VarHandle operation;
    private final VarHandle value;

    private AtomicUpdates() throws ReflectiveOperationException {
        update = Class.forName(GridCacheMapEntry.class.getName() + "$AtomicCacheUpdateClosure");
        closure = field(BPlusTree.Invoke.class, "clo", IgniteTree.InvokeClosure.class);
        operation = field(update, "op", GridCacheOperation.class);
        value = field(update, "writeObj", Object.class);
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(owner, LOOKUP).findVarHandle(owner, name, type);
    }

    /**
     * Looks for the fields.
     *
     * @throws IgniteCheckedException if this Ignite does not have all of them
     */
    static AtomicUpdates find() throws IgniteCheckedException {
        try {
            return new AtomicUpdates();
        } catch (ReflectiveOperationException e) {
            throw TreeInternals.unsupported(e);
        }
    }

    boolean isUpdate(BPlusTree<?, ?>.Invoke invoke) {
        return update.isInstance(closure.get(invoke));
    }

    /** Returns the value that an update stores; null if it removes the row, or an entry processor makes the value. */
    CacheObject value(BPlusTree<?, ?>.Invoke invoke) {
        Object updating = closure.get(invoke);
        return operation.get(updating) == GridCacheOperation.UPDATE ? (CacheObject) value.get(updating) : null;
    }
}
