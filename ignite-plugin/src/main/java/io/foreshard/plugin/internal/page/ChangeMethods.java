package io.foreshard.plugin.internal.page;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.cache.query.index.IndexProcessor;
import org.apache.ignite.internal.processors.cache.IgniteCacheOffheapManagerImpl;
import org.apache.ignite.internal.processors.cache.distributed.GridDistributedTxRemoteAdapter;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridDhtAtomicCache;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtLocalPartition;
import org.apache.ignite.internal.processors.cache.persistence.freelist.AbstractFreeList;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxHandler;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxLocalAdapter;
import org.apache.ignite.internal.processors.query.schema.SchemaIndexCachePartitionWorker;

/**
 * The methods of Ignite 2.17 in which a failed fetch must not throw: they change trees and free lists, apply an update or a transaction on a backup, commit,
 * clear a partition, or build an index.
 *
 * <p>An exception in one of them corrupts the structure, makes copies differ, keeps locks held, or puts an index into use that lacks rows. Immutable
 * and thread-safe.
 */
final class ChangeMethods {
    private static final String EVICTION = name(GridDhtLocalPartition.class.getName(), "clearAll");
    private static final String INDEX_BUILD = name(SchemaIndexCachePartitionWorker.class.getName(), "processPartition");

    private static final Map<Class<?>, List<String>> METHODS = Map.ofEntries(
            Map.entry(BPlusTree.Put.class, List.of("insertWithSplit", "insertSimple", "finishTail")),
            Map.entry(BPlusTree.Remove.class, List.of("doRemoveFromLeaf", "removeFromLeaf", "doMerge", "finishTail")),
            Map.entry(IgniteCacheOffheapManagerImpl.CacheDataStoreImpl.class, List.of("finishUpdate", "finishRemove")),
            Map.entry(IndexProcessor.class, List.of("updateIndexes")),
            Map.entry(
                    AbstractFreeList.class,
                    List.of(
                            "insertDataRow",
                            "insertDataRows",
                            "updateDataRow",
                            "removeDataRowByLink",
                            "writeSinglePage",
                            "writeWholePages")),
            Map.entry(GridDhtAtomicCache.class, List.of("processDhtAtomicUpdateRequest")),
            Map.entry(IgniteTxHandler.class, List.of("processDhtTxPrepareRequest")),
            Map.entry(GridDistributedTxRemoteAdapter.class, List.of("commitRemoteTx", "commitIfLocked")),
            Map.entry(IgniteTxLocalAdapter.class, List.of("userCommit")),
            Map.entry(GridDhtLocalPartition.class, List.of("clearAll")),
            Map.entry(SchemaIndexCachePartitionWorker.class, List.of("processPartition", "processKey")));

    private final Set<String> names = new HashSet<>();

    /**
     * Looks for the methods.
     *
     * @throws IgniteCheckedException if this Ignite does not have all of them
     */
    static ChangeMethods find() throws IgniteCheckedException {
        return find(METHODS);
    }

    static ChangeMethods find(Map<Class<?>, List<String>> methods) throws IgniteCheckedException {
        ChangeMethods found = new ChangeMethods();
        List<String> missing = new ArrayList<>();
        methods.forEach((type, wanted) -> {
            List<String> declared = Arrays.stream(type.getDeclaredMethods())
                    .map(Method::getName)
                    .toList();
            for (String method : wanted) {
                found.names.add(name(type.getName(), method));
                if (!declared.contains(method)) {
                    missing.add(name(type.getName(), method));
                }
            }
        });
        if (!missing.isEmpty()) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the methods " + missing
                            + " that the tier of Foreshard needs; use Ignite 2.17, or remove tier.storeUri from the ForeshardConfiguration.");
        }
        return found;
    }

    /** The innermost of the methods on a stack. */
    enum Begun {
        NOTHING,
        /** The clearing of a partition, between two changes: it may end with an exception, and begin again. */
        EVICTION,
        /** The build of an index, between two rows: it may wait. */
        INDEX_BUILD,
        CHANGE
    }

    /** Walks the stack of this thread; returns whether one of the methods is on it. */
    boolean onCurrentStack() {
        return begun() != Begun.NOTHING;
    }

    /** Walks the stack of this thread. */
    Begun begun() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(frame -> name(frame.getClassName(), frame.getMethodName()))
                        .filter(names::contains)
                        .findFirst()
                        .map(ChangeMethods::kind)
                        .orElse(Begun.NOTHING));
    }

    private static Begun kind(String name) {
        if (name.equals(EVICTION)) {
            return Begun.EVICTION;
        }
        return name.equals(INDEX_BUILD) ? Begun.INDEX_BUILD : Begun.CHANGE;
    }

    private static String name(String type, String method) {
        return type + "#" + method;
    }
}
