package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** A node with a disk and an ownership; a copy has a disk of its own with the same content. Not thread-safe. */
final class TestNode {
    static final String FOLDER = "node00-a";

    private final ObjectStore store;
    private final Clock clock;
    private final Random random;
    private final MemoryLocalFile disk;
    private final NodeName name;
    private final List<String> events = new ArrayList<>();
    private Ownership ownership;

    TestNode(ObjectStore store, Clock clock, Random random) {
        this(store, clock, random, new MemoryLocalFile(), new NodeName(FOLDER, "rack 7", "cluster"));
    }

    private TestNode(ObjectStore store, Clock clock, Random random, MemoryLocalFile disk, NodeName name) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.disk = disk;
        restart();
    }

    /** Returns another node with an empty disk. */
    static TestNode of(ObjectStore store, Clock clock, Random random, NodeName name) {
        return new TestNode(store, clock, random, new MemoryLocalFile(), name);
    }

    /** Returns random ids that a seed determines. */
    static Supplier<UUID> ids(Random random) {
        return () -> new UUID(random.nextLong(), random.nextLong());
    }

    /** Starts another process on the same disk; the old one must not be used any more. */
    Ownership restart() {
        ownership = another();
        return ownership;
    }

    /** Starts another process on the same disk while this one runs. */
    Ownership another() {
        return new Ownership(store, disk, () -> name, clock, ids(random), new TierListener() {
            @Override
            public void namespaceForked(String namespace, String reason) {
                events.add("forked: " + reason);
            }

            @Override
            public void namespaceFenced(String namespace, String reason) {
                events.add("fenced: " + reason);
            }

            @Override
            public void namespaceRefused(String namespace, String reason) {
                events.add("refused: " + reason);
            }
        });
    }

    TestNode copy() {
        return new TestNode(store, clock, random, disk.copy(), name);
    }

    Ownership ownership() {
        return ownership;
    }

    MemoryLocalFile disk() {
        return disk;
    }

    List<String> events() {
        return events;
    }

    LocalOwner remembered() throws IOException {
        return LocalOwner.decode(disk, disk.content());
    }
}
