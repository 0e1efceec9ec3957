package io.foreshard.plugin.internal.page;

import java.util.List;
import java.util.stream.Stream;
import org.apache.ignite.internal.management.cache.ValidateIndexesClosure;

/**
 * Tells the threads that work for users from those of maintenance: checkpoints, {@code validate_indexes}, index builds, rebalances and the expiry of rows. A thread of a common pool counts as one of a user; what it
 * reads for a scan is recognized by {@link CursorLeaves}.
 *
 * <p>Thread-safe.
 */
final class UserThreads {
    private static final List<String> MAINTENANCE =
            List.of("checkpoint-runner", "build-idx-runner", "rebalance-", "foreshard-expiry");

    /** Its threads have names as those of any other pool. */
    private static final String VALIDATION = ValidateIndexesClosure.class.getName();

    /** The threads that {@code idle_verify} reads all rows by. */
    private static final String VERIFICATION = "ForkJoinPool.commonPool-";

    private UserThreads() {}

    static boolean isVerification(String threadName) {
        return threadName.startsWith(VERIFICATION);
    }

    /** Returns whether the current thread works for users; walks its stack. */
    static boolean isUser() {
        return StackWalker.getInstance()
                .walk(frames ->
                        isUser(Thread.currentThread().getName(), frames.map(StackWalker.StackFrame::getClassName)));
    }

    /** @param classes the classes on the stack of the thread */
    static boolean isUser(String threadName, Stream<String> classes) {
        return MAINTENANCE.stream().noneMatch(threadName::startsWith)
                && classes.noneMatch(name -> name.startsWith(VALIDATION));
    }
}
