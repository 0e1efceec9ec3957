package io.foreshard.plugin.internal.page;

import java.io.Serial;

/**
 * Reads of Ignite's structures that stop at the first remote page instead of fetching it. Such a read does not count as an access to its partition.
 *
 * <p>Thread-safe.
 */
public final class LocalReads {
    private static final ThreadLocal<Boolean> ACTIVE = new ThreadLocal<>();

    private LocalReads() {}

    /** A read. */
    @FunctionalInterface
    public interface Read {
        /** Reads; ends early if it meets a remote page. */
        void run() throws Exception;
    }

    /**
     * Runs a read on the current thread.
     *
     * @return the remote page that ended it, or null if it met none
     * @throws Exception the failure of the read
     */
    public static RemotePage run(Read read) throws Exception {
        ACTIVE.set(true);
        try {
            read.run();
            return null;
        } catch (MetRemotePage e) {
            return e.page;
        } finally {
            ACTIVE.remove();
        }
    }

    /** Returns whether the current thread runs such a read. */
    static boolean isActive() {
        return ACTIVE.get() != null;
    }

    /** Ends the read of the current thread. */
    static RuntimeException stopAt(RemotePage page) {
        return undeclared(new MetRemotePage(page));
    }

    /** Ends the read of the current thread, which has met no remote page. */
    static RuntimeException stop() {
        return stopAt(null);
    }

    /** Throws a checked exception from a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }

    /** Neither unchecked nor an {@code IgniteCheckedException}, which {@code BPlusTree} would take for its own failures. */
    private static final class MetRemotePage extends Exception {
        @Serial
        private static final long serialVersionUID = 0L;

        private final transient RemotePage page;

        MetRemotePage(RemotePage page) {
            super(null, null, false, false);
            this.page = page;
        }
    }
}
