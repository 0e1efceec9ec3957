package io.foreshard.plugin.internal.page;

import java.io.Serial;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The lock of Ignite's indexes ({@code IndexProcessor.ddlLock}): each update of an index and each index query takes its read lock, and the creation of an index, which the start of a
 * cache includes, its write lock.
 *
 * <p>An update takes it while it holds the checkpoint read lock, and may wait for the object store. So the write lock takes the checkpoint read lock first: in Ignite's order a
 * creation, an update and a checkpoint that begins wait for each other forever. And while a fetch is slow it waits outside the queue of the lock, in which it would stop every
 * later update of the node until the store has answered. Thread-safe.
 */
final class IndexLock extends ReentrantReadWriteLock {
    @Serial
    private static final long serialVersionUID = 0L;

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLICE_MILLIS = 200;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final transient FetchesUnderWay fetches;
    private final transient Runnable lockCheckpoints;
    private final transient Runnable unlockCheckpoints;
    private final CreationLock creationLock;

    /**
     * Creates a lock that no thread holds.
     *
     * @param lockCheckpoints takes the checkpoint read lock
     */
    IndexLock(FetchesUnderWay fetches, Runnable lockCheckpoints, Runnable unlockCheckpoints) {
        this.fetches = fetches;
        this.lockCheckpoints = lockCheckpoints;
        this.unlockCheckpoints = unlockCheckpoints;
        this.creationLock = new CreationLock(this);
    }

    @Override
    public WriteLock writeLock() {
        return creationLock;
    }

    private static final class CreationLock extends WriteLock {
        @Serial
        private static final long serialVersionUID = 0L;

        private final IndexLock owner;

        CreationLock(IndexLock owner) {
            super(owner);
            this.owner = owner;
        }

        @Override
        public void lock() {
            boolean interrupted = false;
            boolean isLocked = false;
            while (!isLocked) {
                owner.lockCheckpoints.run();
                try {
                    isLocked = owner.fetches.oldestNanos() > SLOW_NANOS
                            ? tryLock()
                            : tryLock(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } finally {
                    if (!isLocked) {
                        owner.unlockCheckpoints.run();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void unlock() {
            super.unlock();
            owner.unlockCheckpoints.run();
        }
    }
}
