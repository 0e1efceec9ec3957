package io.foreshard.plugin.internal.page;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock.ReadLock;
import org.apache.ignite.internal.processors.cache.persistence.checkpoint.CheckpointReadWriteLock;

/**
 * Releases the checkpoint read lock of the current thread while it fetches a page.
 *
 * <p>It may be released as long as no page was changed since the thread took it: a checkpoint that begins between two reads sees no half of a change. The
 * thread takes it again in front of a checkpoint that is queued for it, as a reader that never released it: the thread may hold the lock of an entry, and
 * a reader that the checkpoint waits for may wait for that entry. Thread-safe.
 */
final class CheckpointReadHold {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final CheckpointReadWriteLock lock;
    private final ReadLock readLock;
    private final ChangedPages changed;

    /** @param readLock the read lock that {@code lock} uses */
    CheckpointReadHold(CheckpointReadWriteLock lock, ReadLock readLock, ChangedPages changed) {
        this.lock = lock;
        this.readLock = readLock;
        this.changed = changed;
    }

    /** Returns how often the current thread holds the lock; 0 if it holds the write lock, which includes it. */
    int count() {
        return lock.isWriteLockHeldByCurrentThread() ? 0 : lock.getReadHoldCount();
    }

    /**
     * Releases the lock if nothing was changed since it was taken.
     *
     * @return how often the thread held it, for {@link #restore}; 0 if it was not held, or is not released
     */
    int release() {
        int holds = changed.any() ? 0 : count();
        for (int i = 0; i < holds; i++) {
            lock.readUnlock();
        }
        return holds;
    }

    /** Takes the lock again, as often as it was released; waits only for a checkpoint that holds it. */
    void restore(int holds) {
        if (holds == 0) {
            return;
        }
        while (!readLock.tryLock()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        for (int i = 0; i < holds; i++) {
            lock.readLock();
        }
        readLock.unlock();
    }
}
