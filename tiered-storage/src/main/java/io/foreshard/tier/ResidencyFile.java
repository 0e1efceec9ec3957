package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file that holds the residency of one partition. It is replaced as a whole, so a crash leaves the old one or the new one. */
final class ResidencyFile {
    private static final String CURE =
            " Restore the directory 'tier' together with the node's persistence directory, or delete both to "
                    + "let the node rebalance.";

    private final Path path;

    ResidencyFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the residency of the partition file with an identity.
     *
     * @param identity identity in the header of the partition file, 0 if it has none: then a residency of an earlier file is deleted
     * @return the residency, without remote pages if the identity is 0
     * @throws IOException if the file is damaged, missing or of another partition file: the location of remote pages is unknown
     */
    Residency load(long identity) throws IOException {
        if (identity == 0) {
            // The partition file is new, was created again, or an offload was cut off before it wrote the identity.
            delete();
            return new Residency(0);
        }
        if (!Files.exists(path)) {
            throw new IOException("The residency file " + path
                    + " is missing: it is unknown which pages of its partition are in the object store." + CURE);
        }
        Residency saved;
        try {
            saved = ResidencyCodec.decode(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new IOException("The residency file " + path + " cannot be used: " + e.getMessage() + "." + CURE, e);
        }
        if (saved.identity() != identity) {
            throw new IOException("The residency file " + path + " is of another partition file." + CURE);
        }
        return saved;
    }

    /** Replaces the content; it is durable when the method returns. */
    void save(byte[] encoded) throws IOException {
        Files.createDirectories(path.getParent());
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(encoded);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Deletes the file; an absent one is no error. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
