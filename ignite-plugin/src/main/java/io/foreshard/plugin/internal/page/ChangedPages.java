package io.foreshard.plugin.internal.page;

/** Whether the current thread has changed a page since it took the checkpoint read lock. Thread-safe. */
final class ChangedPages {
    private final ThreadLocal<boolean[]> changed = ThreadLocal.withInitial(() -> new boolean[1]);

    /** The current thread takes the checkpoint read lock, which it does not hold. */
    void begin() {
        changed.get()[0] = false;
    }

    /** The current thread has changed a page. */
    void add() {
        changed.get()[0] = true;
    }

    boolean any() {
        return changed.get()[0];
    }
}
