package io.foreshard.plugin.tier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The objects of nodes in a directory store, {@code nodes/<node>/group-<id>/part-<n>/...}. */
final class StoredObjects {
    private static final String MANIFEST = "manifest";

    private StoredObjects() {}

    /** Returns whether a name is that of an object with pages. */
    static boolean isPages(String name) {
        return name.contains("/group-") && name.contains("/part-") && !name.endsWith("/" + MANIFEST);
    }

    /** Returns the files of objects with pages; empty if the store does not exist, or a file was deleted while they were listed. */
    static List<Path> pages(Path store) {
        return files(store).stream().filter(file -> isPages(file.toString())).toList();
    }

    /** Returns the files of objects with pages and of manifests. */
    static List<Path> ofPartitions(Path store) {
        return files(store).stream()
                .filter(file -> file.toString().contains("/group-"))
                .toList();
    }

    private static List<Path> files(Path store) {
        if (!Files.exists(store)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Returns the directories of the groups of all nodes, relative to the store. */
    static List<Path> groups(Path store) throws IOException {
        Path nodes = store.resolve("nodes");
        if (!Files.isDirectory(nodes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(nodes, 2)) {
            return files.filter(file -> file.getFileName().toString().startsWith("group-"))
                    .map(store::relativize)
                    .toList();
        }
    }

    /** Moves the directory of a group from one store to another, with the same name. */
    static void move(Path group, Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve(group).getParent());
        Files.move(from.resolve(group), to.resolve(group));
    }
}
