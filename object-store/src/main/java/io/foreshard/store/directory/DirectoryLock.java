package io.foreshard.store.directory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The lock of a store directory, held by one thread of one process at a time. Thread-safe.
 *
 * <p>A file lock belongs to the JVM: a second thread that asks for it gets an OverlappingFileLockException instead of waiting. So threads of this JVM
 * queue for a lock in memory first, shared by all stores of the directory; directories share 64 of them by the hash of their path.
 */
final class DirectoryLock {
    private static final String FILE = ".lock";
    private static final ReentrantLock[] IN_MEMORY =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    private final Path directory;

    /** @param directory its real path */
    DirectoryLock(Path directory) {
        this.directory = directory;
    }

    /** An action on the files of the directory. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** Runs an action under the lock. An interrupt ends the wait with an IOException and stays set. */
    <T> T hold(Action<T> action) throws IOException {
        ReentrantLock threads = IN_MEMORY[Math.floorMod(directory.hashCode(), IN_MEMORY.length)];
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The wait for the lock of the directory was interrupted.");
        }
        try (FileChannel file =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock processes = file.lock();
            try {
                return action.run();
            } finally {
                processes.release();
            }
        } finally {
            threads.unlock();
        }
    }
}
