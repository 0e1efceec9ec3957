package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file that keeps the residency of one partition: replaced as a whole, so that a crash leaves the old one or the new one. */
final class ResidencyFile {
    private static final String CURE =
            " Restore the directory 'tier' together with the node's persistence directory, or delete both to "
                    + "let the node rebalance.";

    private final Path path;

    ResidencyFile(Path path) {
        this.path = path;
    }

    /**
     * Returns the residency that was saved for the partition file of an identity, or an empty one if there is none.
     *
     * @throws IOException if the file is damaged, or missing although the partition file has one: then nobody knows which pages are remote
     */
    Residency load(long identity) throws IOException {
        if (identity != 0) {
            if (!Files.exists(path)) {
                throw new IOException("The residency file " + path
                        + " is missing: nobody knows which pages of its partition are in the object store." + CURE);
            }
            Residency saved;
            try {
                saved = Residency.decode(Files.readAllBytes(path));
            } catch (IOException e) {
                throw new IOException(
                        "The residency file " + path + " cannot be used: " + e.getMessage() + "." + CURE, e);
            }
            if (saved.identity() != identity) {
                throw new IOException("The residency file " + path + " is of another partition file." + CURE);
            }
            return saved;
        }
        // The file is new, was created again, or an offload was cut off before it began: what was saved speaks of
        // another one.
        delete();
        return new Residency(identity);
    }

    /** Replaces the file; durable when it returns. */
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

    /** Removes the file; an absent one is fine. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
