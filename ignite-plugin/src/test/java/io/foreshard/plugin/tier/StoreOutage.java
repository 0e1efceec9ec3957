package io.foreshard.plugin.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An outage of a directory store: symbolic links to themselves stand in the place of the group directories, so that every request fails with UNAVAILABLE. Below a
 * file it would fail with NOT_FOUND.
 */
final class StoreOutage {
    private final Path objects;
    private final Path away;

    private StoreOutage(Path objects, Path away) {
        this.objects = objects;
        this.away = away;
    }

    static StoreOutage begin(Path objects) throws IOException {
        Path away = Files.createTempDirectory(objects.getParent(), "away");
        for (Path group : StoredObjects.groups(objects)) {
            StoredObjects.move(group, objects, away);
            Path link = objects.resolve(group);
            Files.createSymbolicLink(link, link.getFileName());
        }
        return new StoreOutage(objects, away);
    }

    void end() throws IOException {
        for (Path group : StoredObjects.groups(away)) {
            Files.delete(objects.resolve(group));
            StoredObjects.move(group, away, objects);
        }
    }
}
