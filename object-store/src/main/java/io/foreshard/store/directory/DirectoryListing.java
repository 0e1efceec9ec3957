package io.foreshard.store.directory;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One page of the objects below a directory: a walk in the order of the names of each folder that starts after the last name of the page before and
 * ends when the page is full. It reads only folders that can hold names with the prefix after that one. For one thread.
 *
 * <p>Each page sorts the names of a folder again: with pages of 10,000 objects, a folder of 100,000 is read ten times.
 */
final class DirectoryListing {
    static final int PAGE_OBJECTS = 10_000;

    private final Path root;
    private final String prefix;
    private final List<ListedObject> page = new ArrayList<>();

    DirectoryListing(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** Reads the page after a name, which need not exist any more; null reads the first one. */
    ListedPage after(String position) throws IOException {
        walk(root, "", position == null ? "" : position);
        return new ListedPage(page, isFull() ? page.get(page.size() - 1).name() : null);
    }

    private boolean isFull() {
        return page.size() == PAGE_OBJECTS;
    }

    /**
     * Walks a folder.
     *
     * @param folder path below the root, empty or with a slash at its end
     * @param after name below the folder after which the walk starts; empty for all names
     */
    private void walk(Path directory, String folder, String after) throws IOException {
        int slash = after.indexOf('/');
        String first = slash < 0 ? after : after.substring(0, slash);
        for (String name : names(directory)) {
            int order = name.compareTo(first);
            if (order < 0 || order == 0 && slash < 0) {
                continue;
            }
            if (isFull()) {
                return;
            }
            visit(directory.resolve(name), folder + name, order == 0 ? after.substring(slash + 1) : "");
        }
    }

    private void visit(Path file, String name, String after) throws IOException {
        String folder = name + "/";
        boolean mayBeObject = name.startsWith(prefix) && ObjectNames.allows(name);
        if (!mayBeObject && !folder.startsWith(prefix) && !prefix.startsWith(folder)) {
            return;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return; // deleted during the walk
        }
        if (attributes.isDirectory()) {
            walk(file, folder, after);
        } else if (mayBeObject && attributes.isRegularFile()) {
            page.add(new ListedObject(
                    name, attributes.size(), attributes.lastModifiedTime().toMillis()));
        }
    }

    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of(); // deleted or replaced by a file during the walk
        }
        Collections.sort(names);
        return names;
    }
}
