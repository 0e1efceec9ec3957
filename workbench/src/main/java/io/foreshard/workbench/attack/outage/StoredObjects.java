package io.foreshard.workbench.attack.outage;

import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The objects of the service, with conditional writes. Thread-safe. */
final class StoredObjects {
    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();

    /**
     * An object.
     *
     * @param tag its version
     */
    record Stored(byte[] content, String tag, long millis) {}

    /** Returns an object, or null. */
    Stored get(String key) {
        return objects.get(key);
    }

    /** Stores an object if none has its name; returns its version, or null. */
    String create(String key, byte[] content) {
        Stored created = next(content);
        return objects.putIfAbsent(key, created) == null ? created.tag() : null;
    }

    /** Replaces an object if it has a version; returns the new version, or null. */
    String replace(String key, byte[] content, String expected) {
        Stored replaced = next(content);
        Stored now =
                objects.computeIfPresent(key, (name, current) -> current.tag().equals(expected) ? replaced : current);
        return now == replaced ? replaced.tag() : null;
    }

    void delete(String key) {
        objects.remove(key);
    }

    /** Returns the objects behind a key, in the order of their names. */
    SortedMap<String, Stored> after(String key) {
        return objects.tailMap(key, false);
    }

    private Stored next(byte[] content) {
        return new Stored(
                content, "\"" + Long.toHexString(versions.incrementAndGet()) + "\"", System.currentTimeMillis());
    }
}
