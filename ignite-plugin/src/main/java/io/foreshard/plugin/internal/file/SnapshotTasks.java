package io.foreshard.plugin.internal.file;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteInternalFuture;
import org.apache.ignite.internal.processors.cache.GridCacheSharedContext;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.IgniteSnapshotManager;
import org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotSender;

/**
 * Starts Ignite's local snapshot task, {@code SnapshotFutureTask}, with a sender of ours. Ignite offers it to its own package only, so it is called by
 * reflection. Immutable and thread-safe.
 */
final class SnapshotTasks {
    private static final String TASK =
            "org.apache.ignite.internal.processors.cache.persistence.snapshot.SnapshotFutureTask";

    private final Method register;
    private final Method start;
    private final Method started;

    private SnapshotTasks(Method register, Method start, Method started) {
        this.register = register;
        this.start = start;
        this.started = started;
    }

    /**
     * Looks for the methods.
     *
     * @throws IgniteCheckedException if this Ignite does not have all of them
     */
    static SnapshotTasks find() throws IgniteCheckedException {
        try {
            Class<?> task = Class.forName(TASK, false, IgniteSnapshotManager.class.getClassLoader());
            Method register = IgniteSnapshotManager.class.getDeclaredMethod(
                    "registerSnapshotTask",
                    String.class,
                    String.class,
                    UUID.class,
                    UUID.class,
                    Map.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    SnapshotSender.class);
            return new SnapshotTasks(
                    accessible(register),
                    accessible(task.getDeclaredMethod("start")),
                    accessible(task.getDeclaredMethod("started")));
        } catch (ReflectiveOperationException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the snapshot task (" + e.getMessage()
                            + ") with which Foreshard takes images of a disk; use Ignite 2.17, or remove tier.storeUri from the"
                            + " ForeshardConfiguration.",
                    e);
        }
    }

    private static Method accessible(Method method) {
        method.setAccessible(true);
        return method;
    }

    /**
     * A task that is registered and does not run yet.
     *
     * @param result completed when all files were sent, or the task failed
     * @param started completed when the checkpoint has begun, or the task failed
     */
    record Task(IgniteInternalFuture<?> result, IgniteInternalFuture<?> started) {}

    /** Registers a task for all files of some cache groups and for the metastorage. */
    Task register(GridCacheSharedContext<?, ?> context, String name, Set<Integer> groups, SnapshotSender sender)
            throws IgniteCheckedException {
        Map<Integer, Set<Integer>> partitions = new HashMap<>();
        groups.forEach(group -> partitions.put(group, null)); // all partitions of the group
        UUID id = UUID.randomUUID();
        IgniteInternalFuture<?> result = (IgniteInternalFuture<?>) call(
                register,
                context.snapshotMgr(),
                name,
                null,
                context.localNodeId(),
                id,
                partitions,
                true,
                false,
                false,
                false,
                sender);
        if (result.isDone()) {
            result.get(); // refused: the node stops
        }
        return new Task(result, (IgniteInternalFuture<?>) call(started, result));
    }

    /** Makes the task wait for the next checkpoint; returns whether it does. */
    boolean start(Task task) throws IgniteCheckedException {
        return (Boolean) call(start, task.result());
    }

    private static Object call(Method method, Object target, Object... arguments) throws IgniteCheckedException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IgniteCheckedException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IgniteCheckedException(e);
        }
    }
}
