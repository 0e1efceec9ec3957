package io.foreshard.plugin.internal.page;

import java.util.List;
import java.util.stream.Stream;
import org.apache.ignite.internal.management.cache.ValidateIndexesClosure;

/**
 * Tells the threads that work for users from those of maintenance, whose accesses do not make a partition warm: {@code validate_indexes}, index builds,
 * rebalances and the expiry of rows. A thread of the common pool counts as one of a user, although {@code idle_verify} uses that pool, too.
 *
 * <p>A thread is looked at once, at its first access. Thread-safe.
 */
final class UserThreads {
    private static final List<String> MAINTENANCE = List.of("build-idx-runner", "rebalance-", "foreshard-expiry");

    /** Its threads have names as those of any other pool. */
    private static final String VALIDATION = ValidateIndexesClosure.class.getName();

    private static final ThreadLocal<Boolean> IS_USER = ThreadLocal.withInitial(() -> StackWalker.getInstance()
            .walk(frames ->
                    isUser(Thread.currentThread().getName(), frames.map(StackWalker.StackFrame::getClassName))));

    private UserThreads() {}

    /** Returns whether the current thread works for users; costs some nanoseconds. */
    static boolean isUser() {
        return IS_USER.get();
    }

    /** @param classes the classes on the stack of the thread */
    static boolean isUser(String threadName, Stream<String> classes) {
        return MAINTENANCE.stream().noneMatch(threadName::startsWith)
                && classes.noneMatch(name -> name.startsWith(VALIDATION));
    }
}
