package io.foreshard.workbench.demo;

import io.foreshard.workbench.machine.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The temporary directory of one run: created if the disk has room for the run, watched while it lasts, deleted at its end.
 * Thread-safe.
 */
final class RunDirectory implements AutoCloseable {
    /** Two nodes with an empty database: WAL, meta pages, indexes. */
    private static final long EMPTY_BYTES = 300L << 20;
    /** Rows, indexes, WAL, checkpoints and objects, for each action of the trace. */
    private static final long ACTION_BYTES = 6L << 10;
    /** Below this Ignite cannot finish a checkpoint of the demo. */
    private static final long RESERVE_BYTES = 48L << 20;

    private final TemporaryDirectory directory;
    private final FreeSpace freeSpace;

    private RunDirectory(TemporaryDirectory directory, FreeSpace freeSpace) {
        this.directory = directory;
        this.freeSpace = freeSpace;
    }

    /** Tells how many bytes can still be written below a directory. */
    @FunctionalInterface
    interface FreeSpace {
        long bytes(Path directory) throws IOException;

        /** Returns the free space of the file system. */
        static FreeSpace ofFileStore() {
            return directory -> Files.getFileStore(directory).getUsableSpace();
        }
    }

    /**
     * Creates a directory for a run.
     *
     * @param parent existing directory
     * @param actions actions of the trace
     * @throws DemoException if the directory cannot be created, or the disk has too little space for the run
     */
    static RunDirectory create(Path parent, long actions, FreeSpace freeSpace) {
        long needed = EMPTY_BYTES + actions * ACTION_BYTES;
        try {
            long free = freeSpace.bytes(parent);
            if (free < needed) {
                throw new DemoException("The run needs about " + megabytes(needed) + " in " + parent + ", where "
                        + megabytes(free) + " are free; choose another directory with --dir.");
            }
            return new RunDirectory(TemporaryDirectory.create(parent, "foreshard-demo-"), freeSpace);
        } catch (IOException e) {
            throw new DemoException("No directory can be created in " + parent + "; choose another one with --dir.", e);
        }
    }

    Path path() {
        return directory.path();
    }

    /**
     * Checks that the disk is not about to fill up.
     *
     * @throws DemoException if less than 48 MB are free
     */
    void requireSpace() {
        try {
            if (freeSpace.bytes(path()) < RESERVE_BYTES) {
                throw full(null);
            }
        } catch (IOException e) {
            throw new DemoException("The run lost its directory " + path() + ".", e);
        }
    }

    /** Returns the failure to report when a write found the disk full. */
    DemoException full(Throwable cause) {
        String free;
        try {
            free = megabytes(freeSpace.bytes(path()));
        } catch (IOException e) {
            free = "an unknown amount";
        }
        return new DemoException(
                "The disk of " + path().getParent() + " is full: " + free
                        + " is free. Delete files, or choose another directory with --dir.",
                cause);
    }

    /** Returns the bytes of the index files, which stay local. */
    long indexBytes() throws IOException {
        try (Stream<Path> files = Files.walk(path())) {
            return files.filter(file -> file.endsWith("index.bin"))
                    .filter(file -> !file.getParent().getFileName().toString().contains("ignite-sys"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }

    /** Deletes the directory and everything in it. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
