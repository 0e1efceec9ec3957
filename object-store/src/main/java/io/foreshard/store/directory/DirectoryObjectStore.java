package io.foreshard.store.directory;

import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectNames;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An object store in a directory, one file per object.
 *
 * <p>A file is written under a temporary name, forced to disk, and then linked to its name. The link fails if the name is taken, so several processes and
 * several stores of one process may share the directory. Replacements hold the {@link DirectoryLock}. The temporary file {@code .tmp-*} of a
 * killed process is not listed; {@link #deleteUnfinished} deletes it.
 */
final class DirectoryObjectStore implements ObjectStore {
    private static final String TEMPORARY = ".tmp-";

    private final Path root;
    private final DirectoryLock lock;

    /**
     * Opens a store.
     *
     * @param root directory, created if it is missing
     * @throws ObjectStoreException UNAVAILABLE if it cannot be created
     */
    DirectoryObjectStore(Path root) throws ObjectStoreException {
        try {
            // A walk does not follow a link at its root, and the lock in memory needs one name for one directory.
            this.root = Files.createDirectories(root).toRealPath();
        } catch (IOException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE, "The store directory " + root + " cannot be created.", e);
        }
        lock = new DirectoryLock(this.root);
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        Path file = file(name);
        try {
            Path temporary = write(file, content);
            try {
                link(file, temporary, name);
                force(file.getParent());
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failure("stored", name, e);
        }
    }

    private static void link(Path file, Path temporary, String name) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw new ObjectStoreException(Reason.ALREADY_EXISTS, "An object " + name + " exists already.", e);
        }
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        Path file = file(name);
        try (FileChannel channel = FileChannel.open(existing(file), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new EOFException();
                }
            }
            return buffer.flip();
        } catch (EOFException e) {
            throw new ObjectStoreException(
                    Reason.CORRUPT, "The object " + name + " ends before byte " + (offset + length) + ".", e);
        } catch (IOException e) {
            throw failure("read", name, e);
        }
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        Path file = file(name);
        try {
            byte[] content = Files.readAllBytes(existing(file));
            return new VersionedObject(ByteBuffer.wrap(content), version(content));
        } catch (IOException e) {
            throw failure("read", name, e);
        }
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        Path file = file(name);
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        try {
            return lock.hold(() -> replaceLocked(file, bytes, expectedVersion, name));
        } catch (IOException e) {
            throw failure("replaced", name, e);
        }
    }

    private static String replaceLocked(Path file, byte[] content, String expectedVersion, String name)
            throws IOException {
        String version = presentVersion(file);
        if (!Objects.equals(version, expectedVersion)) {
            throw new ObjectStoreException(
                    Reason.CONFLICT, "The object " + name + " was changed by another writer.", null);
        }
        Path temporary = write(file, ByteBuffer.wrap(content));
        try {
            if (version == null) {
                create(file, temporary, name);
            } else {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            force(file.getParent());
            return version(content);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String presentVersion(Path file) throws IOException {
        try {
            return version(Files.readAllBytes(existing(file)));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Creates an object under the lock; {@link #put} takes no lock and may have been faster. */
    private static void create(Path file, Path temporary, String name) throws IOException {
        try {
            link(file, temporary, name);
        } catch (ObjectStoreException e) {
            throw new ObjectStoreException(
                    Reason.CONFLICT, "The object " + name + " was changed by another writer.", e);
        }
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        List<Path> files = names.stream().map(this::file).toList();
        for (Path file : files) {
            try {
                Files.deleteIfExists(existing(file));
            } catch (NoSuchFileException e) {
                continue; // missing objects are ignored
            } catch (IOException e) {
                throw failure("deleted", root.relativize(file).toString(), e);
            }
        }
    }

    @Override
    public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        try {
            return new DirectoryListing(root, prefix).after(position);
        } catch (IOException | DirectoryIteratorException e) {
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The objects " + prefix + " could not be listed.", e);
        }
    }

    /** Deletes temporary files by the time of their last change. */
    @Override
    public int deleteUnfinished(Duration olderThan) throws ObjectStoreException {
        FileTime limit = FileTime.from(Instant.now().minus(olderThan));
        AtomicInteger deleted = new AtomicInteger();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    boolean temporary = file.getFileName().toString().startsWith(TEMPORARY);
                    if (temporary && attributes.lastModifiedTime().compareTo(limit) < 0 && Files.deleteIfExists(file)) {
                        deleted.incrementAndGet();
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // deleted during the walk
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE, "Unfinished writes in " + root + " could not be deleted.", e);
        }
        return deleted.get();
    }

    @Override
    public void close() {
        // No file stays open between calls.
    }

    @Override
    public String toString() {
        return "dir:" + root;
    }

    private Path file(String name) {
        return root.resolve(ObjectNames.check(name));
    }

    /**
     * Returns the file of an object.
     *
     * @throws NoSuchFileException if it is missing, a directory, or named below another file; another failure says nothing about the object
     */
    private static Path existing(Path file) throws IOException {
        boolean isObject;
        try {
            isObject = Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (FileSystemException e) {
            if (!isBelowFile(file)) {
                throw e;
            }
            isObject = false;
        }
        if (!isObject) {
            throw new NoSuchFileException(file.toString());
        }
        return file;
    }

    private static boolean isBelowFile(Path file) {
        return Stream.iterate(file.getParent(), Objects::nonNull, Path::getParent)
                .anyMatch(Files::isRegularFile);
    }

    private static Path write(Path file, ByteBuffer content) throws IOException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(TEMPORARY + UUID.randomUUID());
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer source = content.duplicate();
            while (source.hasRemaining()) {
                channel.write(source);
            }
            channel.force(true);
        }
        return temporary;
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The version of an object is the hash of its content: equal content is the same version. */
    private static String version(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static ObjectStoreException failure(String action, String name, IOException cause) {
        if (cause instanceof ObjectStoreException known) {
            return known;
        }
        if (cause instanceof NoSuchFileException && "read".equals(action)) {
            return new ObjectStoreException(Reason.NOT_FOUND, "No object " + name + " exists.", cause);
        }
        return new ObjectStoreException(
                Reason.UNAVAILABLE, "The object " + name + " could not be " + action + ".", cause);
    }
}
