package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The counters of one running sweep. Not thread-safe. */
final class SweepCount {
    private final List<String> skipped = new ArrayList<>();
    private long listed;
    private long referenced;
    private long waitingObjects;
    private long waitingBytes;
    private long deletedObjects;
    private long deletedBytes;

    void listed(int objects) {
        listed += objects;
    }

    void referenced(long objects) {
        referenced += objects;
    }

    void waiting(Collection<ListedObject> objects) {
        waiting(objects.size(), bytes(objects));
    }

    void waiting(long objects, long bytes) {
        waitingObjects += objects;
        waitingBytes += bytes;
    }

    void deleted(Collection<ListedObject> objects) {
        deleted(objects.size(), bytes(objects));
    }

    void deleted(long objects, long bytes) {
        deletedObjects += objects;
        deletedBytes += bytes;
    }

    void skipped(String reason) {
        skipped.add(reason);
    }

    private static long bytes(Collection<ListedObject> objects) {
        return objects.stream().mapToLong(ListedObject::bytes).sum();
    }

    SweepReport report() {
        return new SweepReport(listed, referenced, waitingObjects, waitingBytes, deletedObjects, deletedBytes, skipped);
    }
}
