package io.foreshard.plugin.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A random id that a node's persistence directory keeps: it tells the objects of two nodes of the same name apart, which share a store by mistake.
 */
final class NodeId {
    private static final String FILE = "id";

    private NodeId() {}

    /** Returns the id of a directory, written once. */
    static synchronized String of(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            Files.writeString(file, UUID.randomUUID().toString().substring(0, 8));
        }
        return Files.readString(file);
    }
}
