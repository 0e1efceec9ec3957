package io.foreshard.plugin.internal.file;

import io.foreshard.tier.ImageDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.util.typedef.internal.U;

/**
 * The place of a node whose disk was lost: its files are written into a directory beside the node's, which takes the node's name at the end, so that Ignite
 * never starts on a half of them. Thread-safe.
 */
public final class LostNode implements AutoCloseable {
    private static final String SUFFIX = ".recreated";

    private final Path directory;
    private final Path temporary;
    private final Path work;
    private final StoppedNode lock;

    private LostNode(Path directory, Path temporary, Path work, StoppedNode lock) {
        this.directory = directory;
        this.temporary = temporary;
        this.work = work;
        this.lock = lock;
    }

    /** Returns the folder of the configured node below the persistence directory; empty if the configuration has no consistent id. */
    public static Optional<String> folder(IgniteConfiguration configuration) {
        return Optional.ofNullable(configuration.getConsistentId()).map(id -> U.maskForFileName(id.toString()));
    }

    /**
     * Checks that the node has no files, and locks its place.
     *
     * @param folder folder of the node below the persistence directory
     * @throws IgniteCheckedException with a sentence, if there are files of the node
     */
    public static LostNode open(IgniteConfiguration configuration, String folder)
            throws IgniteCheckedException, IOException {
        Path root = StoppedNode.root(configuration);
        Path directory = root.resolve(folder);
        checkEmpty(directory, "");
        DataStorageConfiguration storage = configuration.getDataStorageConfiguration() == null
                ? new DataStorageConfiguration()
                : configuration.getDataStorageConfiguration();
        Path work = StoppedNode.work(configuration);
        for (String log : List.of(storage.getWalPath(), storage.getWalArchivePath())) {
            checkEmpty(
                    work.resolve(log).resolve(folder),
                    " Ignite would apply these records of the write-ahead log to the older pages of the image: move them away.");
        }
        Path temporary = root.resolve(folder + SUFFIX);
        Files.createDirectories(temporary);
        StoppedNode lock = StoppedNode.lock(temporary);
        deleteAllBut(temporary, StoppedNode.LOCK_FILE);
        return new LostNode(directory, temporary, work, lock);
    }

    private static void checkEmpty(Path directory, String reason) throws IgniteCheckedException, IOException {
        Optional<Path> file = anyFile(directory);
        if (file.isPresent()) {
            throw new IgniteCheckedException(
                    "The disk of the node is not empty, nothing was changed: " + file.get() + " exists." + reason);
        }
    }

    /** Returns a file below a directory; empty if there is none but a lock. */
    private static Optional<Path> anyFile(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(one -> !one.getFileName().toString().equals(StoppedNode.LOCK_FILE))
                    .findFirst();
        }
    }

    private static void deleteAllBut(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals(name) && !U.delete(file)) {
                    throw new IOException(file + " cannot be deleted.");
                }
            }
        }
    }

    /** Returns the disk on which the image is written. */
    public ImageDisk disk() {
        return new RecreatedDisk(temporary, work);
    }

    /** Returns the directory that the node will have. */
    public PersistenceDirectory directory() {
        return new PersistenceDirectory(directory);
    }

    /**
     * Makes the written files those of the node, durably.
     *
     * @throws IOException if the node was started since, or the directory cannot be renamed
     */
    public void finish() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path child : files.filter(Files::isDirectory).toList()) {
                force(child);
            }
        }
        // A service manager may have started the node on its empty disk since open(): its rows must not be deleted.
        Optional<Path> file = anyFile(directory);
        if (file.isPresent()) {
            throw new IOException("The node was started while its disk was recreated: " + file.get()
                    + " exists and was not changed. Stop the node, move " + directory
                    + " and its write-ahead log away, and run the command again.");
        }
        U.delete(directory);
        Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
        force(directory.getParent());
    }

    /** Makes the names in a directory durable. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
