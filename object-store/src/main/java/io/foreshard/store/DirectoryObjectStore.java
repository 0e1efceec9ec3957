package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * An object store in a directory: one file an object, written aside, forced to disk and linked into place.
 *
 * <p>Several processes may share the directory: an object appears by one hard link, which fails if the name is taken; replacements
 * are serialised by a lock file.
 */
public final class DirectoryObjectStore implements ObjectStore {
    private static final String LOCK = ".lock";
    private static final String TEMPORARY = ".tmp-";

    private final Path root;

    /**
     * Opens a store.
     *
     * @param root directory, created if it is missing
     * @throws ObjectStoreException UNAVAILABLE if it cannot be created
     */
    public DirectoryObjectStore(Path root) throws ObjectStoreException {
        this.root = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.root);
        } catch (IOException e) {
            throw new ObjectStoreException(
                    Reason.UNAVAILABLE, "The store directory " + root + " cannot be created.", e);
        }
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        Path file = file(name);
        Path temporary = null;
        try {
            temporary = write(file, content);
            Files.createLink(file, temporary);
            force(file.getParent());
        } catch (FileAlreadyExistsException e) {
            throw new ObjectStoreException(Reason.ALREADY_EXISTS, "There is an object " + name + " already.", e);
        } catch (IOException e) {
            throw unavailable("stored", name, e);
        } finally {
            discard(temporary);
        }
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new EOFException();
                }
            }
            return buffer.flip();
        } catch (NoSuchFileException e) {
            throw new ObjectStoreException(Reason.NOT_FOUND, "There is no object " + name + ".", e);
        } catch (EOFException e) {
            throw new ObjectStoreException(
                    Reason.CORRUPT, "The object " + name + " ends before byte " + (offset + length) + ".", e);
        } catch (IOException e) {
            throw unavailable("read", name, e);
        }
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        try {
            byte[] content = Files.readAllBytes(file(name));
            return new VersionedObject(ByteBuffer.wrap(content), version(content));
        } catch (NoSuchFileException e) {
            throw new ObjectStoreException(Reason.NOT_FOUND, "There is no object " + name + ".", e);
        } catch (IOException e) {
            throw unavailable("read", name, e);
        }
    }

    @Override
    public synchronized String replace(String name, ByteBuffer content, String expectedVersion)
            throws ObjectStoreException {
        Path file = file(name);
        Path temporary = null;
        try (FileChannel lock =
                        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            String version = Files.exists(file) ? version(Files.readAllBytes(file)) : null;
            if (!held.isValid() || !java.util.Objects.equals(version, expectedVersion)) {
                throw new ObjectStoreException(
                        Reason.CONFLICT, "The object " + name + " was changed by another writer.", null);
            }
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            temporary = write(file, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(file.getParent());
            return version(bytes);
        } catch (ObjectStoreException e) {
            throw e;
        } catch (IOException e) {
            throw unavailable("replaced", name, e);
        } finally {
            discard(temporary);
        }
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        for (String name : names) {
            try {
                Files.deleteIfExists(file(name));
            } catch (IOException e) {
                throw unavailable("deleted", name, e);
            }
        }
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        List<String> names = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString();
                    if (name.startsWith(prefix) && ObjectNames.allows(name)) {
                        names.add(name);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // it was deleted, or a temporary file, while we looked
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw unavailable("listed", prefix, e);
        }
        return names;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    @Override
    public String toString() {
        return "dir:" + root;
    }

    private Path file(String name) {
        return root.resolve(ObjectNames.check(name));
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

    private static void discard(Path temporary) throws ObjectStoreException {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw unavailable("tidied up after", temporary.getFileName().toString(), e);
            }
        }
    }

    /** Versions are content hashes: replacements carry a generation, so equal content is the same version. */
    private static String version(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return Long.toHexString(crc.getValue()) + "-" + content.length;
    }

    private static ObjectStoreException unavailable(String what, String name, IOException cause) {
        return new ObjectStoreException(
                Reason.UNAVAILABLE, "The object " + name + " could not be " + what + ".", cause);
    }
}
