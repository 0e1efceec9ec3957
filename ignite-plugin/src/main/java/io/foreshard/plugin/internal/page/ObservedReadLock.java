package io.foreshard.plugin.internal.page;

import java.io.Serial;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The read lock of Ignite's checkpoints, which tells {@link ChangedPages} when a thread takes it for the first time. Thread-safe. */
final class ObservedReadLock extends ReentrantReadWriteLock.ReadLock {
    @Serial
    private static final long serialVersionUID = 0L;

    private final transient ReentrantReadWriteLock lock;
    private final transient ChangedPages changed;

    ObservedReadLock(ReentrantReadWriteLock lock, ChangedPages changed) {
        super(lock);
        this.lock = lock;
        this.changed = changed;
    }

    @Override
    public void lock() {
        super.lock();
        taken();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        super.lockInterruptibly();
        taken();
    }

    @Override
    public boolean tryLock() {
        boolean isTaken = super.tryLock();
        if (isTaken) {
            taken();
        }
        return isTaken;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
        boolean isTaken = super.tryLock(timeout, unit);
        if (isTaken) {
            taken();
        }
        return isTaken;
    }

    private void taken() {
        if (lock.getReadHoldCount() == 1) {
            changed.begin();
        }
    }
}
