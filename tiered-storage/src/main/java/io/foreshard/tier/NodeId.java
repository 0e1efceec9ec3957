package io.foreshard.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A random id in the tier directory of a node: separates the objects of two nodes of the same name that share a store. */
final class NodeId {
    private static final String FILE = "id";
    private static final int LENGTH = 8;

    private NodeId() {}

    /** Returns the id of a directory; the first call writes it. */
    static synchronized String of(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            Files.writeString(file, UUID.randomUUID().toString().substring(0, LENGTH));
        }
        return Files.readString(file);
    }
}
