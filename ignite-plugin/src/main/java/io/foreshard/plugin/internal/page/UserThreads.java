package io.foreshard.plugin.internal.page;

import java.util.List;

/**
 * Tells the threads that work for users from those of maintenance, whose accesses do not make a partition warm: {@code idle_verify} (the common pool),
 * {@code validate_indexes} (a pool without a name), index builds, rebalances and the expiry of rows.
 *
 * <p>The name of a thread is looked at once. Thread-safe.
 */
final class UserThreads {
    private static final List<String> MAINTENANCE =
            List.of("ForkJoinPool.commonPool-", "pool-", "build-idx-runner", "rebalance-", "foreshard-expiry");

    private static final ThreadLocal<Boolean> IS_USER =
            ThreadLocal.withInitial(() -> isUser(Thread.currentThread().getName()));

    private UserThreads() {}

    /** Returns whether the current thread works for users; costs some nanoseconds. */
    static boolean isUser() {
        return IS_USER.get();
    }

    static boolean isUser(String threadName) {
        return MAINTENANCE.stream().noneMatch(threadName::startsWith);
    }
}
