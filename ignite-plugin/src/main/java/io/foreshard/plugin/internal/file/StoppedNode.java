package io.foreshard.plugin.internal.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.IgnitionEx;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The persistence directory of a node that does not run, locked with Ignite's own lock so that the node cannot be started. Thread-safe. */
public final class StoppedNode implements AutoCloseable {
    /** Folder of a node without a configured consistent id, see Ignite's PdsFolderResolver. */
    private static final Pattern GENERATED_FOLDER = Pattern.compile("node\\d+-[0-9a-fA-F-]{36}");

    static final String LOCK_FILE = "lock";

    private final PersistenceDirectory directory;
    private final FileChannel channel;
    private final FileLock lock;

    private StoppedNode(PersistenceDirectory directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Reads the configuration of a node; starts nothing.
     *
     * @param springXml path or URL of the Spring XML of the node
     * @throws IgniteCheckedException if there is none
     */
    public static IgniteConfiguration configuration(String springXml) throws IgniteCheckedException {
        return IgnitionEx.loadConfiguration(springXml).get1();
    }

    /**
     * Locks the directory of a node.
     *
     * @param configuration configuration with which the node is started
     * @param folder name of the folder of the node; null to take the configured consistent id, or the only folder there is
     * @throws IgniteCheckedException with a sentence, if there is no such folder, or the node runs
     */
    public static StoppedNode open(IgniteConfiguration configuration, String folder) throws IgniteCheckedException {
        Path root = root(configuration);
        Path path = root.resolve(folder != null ? folder : folder(configuration, root));
        if (!Files.isDirectory(path)) {
            throw new IgniteCheckedException(
                    "There is no persistence directory " + path
                            + ". Check workDirectory, storagePath and consistentId of the configuration, or name the folder with --node.");
        }
        return lock(path);
    }

    /**
     * Locks a directory of a node.
     *
     * @throws IgniteCheckedException with a sentence, if the node runs
     */
    static StoppedNode lock(Path path) throws IgniteCheckedException {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new IgniteCheckedException(
                        "The node of " + path + " is running: stop it first, or use the commands of the running node.");
            }
            return new StoppedNode(new PersistenceDirectory(path), channel, lock);
        } catch (IOException e) {
            throw new IgniteCheckedException("The directory " + path + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, 1, false); // the byte that Ignite's FileLockHolder locks
        } catch (OverlappingFileLockException e) {
            return null; // the node runs in this JVM
        }
    }

    /** Returns the work directory of a node. */
    static Path work(IgniteConfiguration configuration) throws IgniteCheckedException {
        return Path.of(U.workDirectory(configuration.getWorkDirectory(), configuration.getIgniteHome()));
    }

    /** Returns the directory with the folders of all nodes. */
    static Path root(IgniteConfiguration configuration) throws IgniteCheckedException {
        String work = work(configuration).toString();
        DataStorageConfiguration storage = configuration.getDataStorageConfiguration();
        String path = storage == null ? null : storage.getStoragePath();
        File root = U.resolveWorkDirectory(work, path == null ? FilePageStoreManager.DFLT_STORE_DIR : path, false);
        return root.toPath();
    }

    private static String folder(IgniteConfiguration configuration, Path root) throws IgniteCheckedException {
        if (configuration.getConsistentId() != null) {
            return U.maskForFileName(configuration.getConsistentId().toString());
        }
        try (Stream<Path> files = Files.list(root)) {
            List<String> folders = files.map(file -> file.getFileName().toString())
                    .filter(name -> GENERATED_FOLDER.matcher(name).matches())
                    .sorted()
                    .toList();
            if (folders.size() == 1) {
                return folders.get(0);
            }
            throw new IgniteCheckedException("The configuration has no consistentId and " + root + " has "
                    + folders.size() + " folders of nodes: name one with --node. " + String.join(", ", folders));
        } catch (IOException e) {
            throw new IgniteCheckedException("The directory " + root + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the locked directory. */
    public PersistenceDirectory directory() {
        return directory;
    }

    /** Unlocks the directory. */
    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        }
    }
}
