package io.foreshard.plugin.internal.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.pagemem.PageMemory;
import org.apache.ignite.internal.processors.cache.persistence.DataStructure;
import org.apache.ignite.internal.processors.cache.persistence.tree.BPlusTree;
import org.apache.ignite.internal.processors.cache.persistence.tree.io.BPlusIO;

/** The private fields and methods of Ignite's {@link BPlusTree} that a {@link RetriedHandler} needs. Immutable and thread-safe. */
final class TreeInternals {
    private static final Lookup LOOKUP = MethodHandles.lookup();

    /** Retries that one step costs an operation: of its leaf, and of the page above. */
    private static final int RETRIES = 2;

    private final Class<?> getLast = type("GetLast");
    private final VarHandle pageMemory = field(DataStructure.class, "pageMem", PageMemory.class);
    private final VarHandle retries = field(BPlusTree.Get.class, "lockRetriesCnt", int.class);
    private final VarHandle invoke = field(BPlusTree.Get.class, "invoke", BPlusTree.Invoke.class);
    private final VarHandle isLast = field(BPlusTree.Get.class, "findLast", boolean.class);
    private final VarHandle repeats = field(getLast, "retry", boolean.class);
    private final VarHandle closure = field(BPlusTree.Invoke.class, "closureInvoked", type("Bool"));
    private final VarHandle putsNeedOld = field(BPlusTree.Put.class, "needOld", boolean.class);
    private final VarHandle removesNeedOld = field(BPlusTree.Remove.class, "needOld", boolean.class);
    private final VarHandle removesArgument = field(BPlusTree.Remove.class, "x", Object.class);
    private final CursorInternals cursors = new CursorInternals();
    private final Method compare;
    private final Object closureUnused = type("Bool").getEnumConstants()[0];
    private final Object closureReady = type("Bool").getEnumConstants()[2];
    private final Object closureUsed = type("Bool").getEnumConstants()[3];

    private TreeInternals() throws ReflectiveOperationException {
        for (String handler : RetriedHandler.NAMES) {
            type(handler);
        }
        if (!closureUnused.toString().equals("FALSE")
                || !closureReady.toString().equals("READY")
                || !closureUsed.toString().equals("DONE")) {
            throw new NoSuchFieldException("The constants of BPlusTree.Bool are others.");
        }
        compare = BPlusTree.class.getDeclaredMethod(
                "compare", int.class, BPlusIO.class, long.class, int.class, Object.class);
        compare.setAccessible(true);
    }

    /**
     * Looks for the fields and methods.
     *
     * @throws IgniteCheckedException if this Ignite does not have all of them
     */
    static TreeInternals find() throws IgniteCheckedException {
        try {
            return new TreeInternals();
        } catch (ReflectiveOperationException e) {
            throw unsupported(e);
        }
    }

    static IgniteCheckedException unsupported(Exception cause) {
        return new IgniteCheckedException(
                "This Ignite does not have the trees that the tier of Foreshard needs; use Ignite 2.17, or remove tier.storeUri "
                        + "from the ForeshardConfiguration.",
                cause);
    }

    static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(BPlusTree.class.getName() + "$" + name);
    }

    static VarHandle field(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(owner, LOOKUP).findVarHandle(owner, name, type);
    }

    PageMemory pageMemory(BPlusTree<?, ?> tree) {
        return (PageMemory) pageMemory.get((DataStructure) tree);
    }

    /**
     * Makes an operation the same as before the step that ended early, and gives it back its retries: Ignite takes 1,000 of them for a corrupted tree,
     * and a cursor may need one for each row of a leaf.
     */
    void undo(BPlusTree<?, ?>.Get operation) {
        if (operation instanceof BPlusTree<?, ?>.Invoke) {
            if (closure.get(operation) == closureReady) {
                closure.set(operation, closureUnused);
            }
        } else if (getLast.isInstance(operation)) {
            repeats.set(operation, true);
            isLast.set(operation, operation.row() == null);
        }
        Object counted = whole(operation);
        retries.set(counted, (int) retries.get(counted) + RETRIES);
    }

    /**
     * Returns whether an operation may have written to the write-ahead log before it changes a page: an update does when its closure runs, a removal before its
     * search.
     */
    boolean mayHaveLogged(BPlusTree<?, ?>.Get operation) {
        Object whole = whole(operation);
        return whole instanceof BPlusTree<?, ?>.Invoke
                ? closure.get(whole) == closureUsed
                : whole instanceof BPlusTree<?, ?>.Remove;
    }

    /** Returns the operation that an operation is a step of, or itself. */
    Object whole(BPlusTree<?, ?>.Get operation) {
        Object whole = invoke.get(operation);
        return whole == null ? operation : whole;
    }

    CursorInternals cursors() {
        return cursors;
    }

    boolean needsOldRow(BPlusTree<?, ?>.Put put) {
        return (boolean) putsNeedOld.get(put);
    }

    boolean needsOldRow(BPlusTree<?, ?>.Remove remove) {
        return (boolean) removesNeedOld.get(remove);
    }

    /** Returns the argument with which a removal reads the old row. */
    Object argument(BPlusTree<?, ?>.Remove remove) {
        return removesArgument.get(remove);
    }

    /** Compares an item of a leaf with the row of an operation. */
    int compare(BPlusTree<?, ?> tree, BPlusIO<?> io, long pageAddress, int index, Object row)
            throws IgniteCheckedException {
        try {
            return (int) compare.invoke(tree, 0, io, pageAddress, index, row);
        } catch (InvocationTargetException e) {
            throw TreeInternals.<IgniteCheckedException>undeclared(e.getCause());
        } catch (IllegalAccessException e) {
            throw unsupported(e);
        }
    }

    /** Reads a row from its data pages. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    void readRow(BPlusTree<?, ?> tree, BPlusIO<?> io, long pageAddress, int index, Object argument)
            throws IgniteCheckedException {
        ((BPlusTree) tree).getRow(io, pageAddress, index, argument);
    }

    /** Reads the part of a row from its data pages that a page above the leaf needs. */
    void readLookupRow(BPlusTree<?, ?> tree, BPlusIO<?> io, long pageAddress, int index) throws IgniteCheckedException {
        lookupRow(tree, io, pageAddress, index);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void lookupRow(BPlusTree tree, BPlusIO io, long pageAddress, int index)
            throws IgniteCheckedException {
        io.getLookupRow(tree, pageAddress, index);
    }

    /** Throws the exception of a method that declares only some of its exceptions. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException undeclared(Throwable failure) throws E {
        throw (E) failure;
    }
}
