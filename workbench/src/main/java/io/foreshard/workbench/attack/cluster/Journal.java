package io.foreshard.workbench.attack.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The acknowledged value of each key of a table, and the values an unacknowledged write may have left. Thread-safe as long as each key has one writer at a time, and {@link #settle} is
 * called while no writer runs.
 *
 * @param <K> keys of the table
 * @param <V> values that identify a row; an empty Optional is an absent row
 */
public final class Journal<K, V> {
    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();

    /**
     * A key's state.
     *
     * @param acknowledged last acknowledged value
     * @param attempted value of a write that was not acknowledged; null without one
     */
    public record Entry<V>(Optional<V> acknowledged, Optional<V> attempted) {
        /** Returns whether the last write was acknowledged. */
        public boolean isSure() {
            return attempted == null;
        }

        /** Returns whether a row may have a value. */
        public boolean allows(Optional<V> found) {
            return acknowledged.equals(found) || !isSure() && attempted.equals(found);
        }
    }

    /** Returns the state of a key; that of an unknown key is absent and sure. */
    public Entry<V> entry(K key) {
        return entries.getOrDefault(key, new Entry<>(Optional.empty(), null));
    }

    /** Notes an acknowledged write. */
    public void acknowledge(K key, Optional<V> value) {
        entries.put(key, new Entry<>(value, null));
    }

    /** Notes a write that failed: the key has the old or the new value, and is not written again before {@link #settle}. */
    public void attempted(K key, Optional<V> value) {
        entries.put(key, new Entry<>(entry(key).acknowledged(), value));
    }

    /** Takes the value that was found as the value of the key. */
    public void settle(K key, Optional<V> found) {
        entries.put(key, new Entry<>(found, null));
    }

    /** Forgets an absent key that is never used again. */
    public void forget(K key) {
        entries.remove(key);
    }

    /** Returns the keys that were ever written; a live view. */
    public Set<K> keys() {
        return entries.keySet();
    }

    /** Returns the keys with an unacknowledged write. */
    public List<K> unsureKeys() {
        List<K> unsure = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (!entry.isSure()) {
                unsure.add(key);
            }
        });
        return unsure;
    }

    /** Returns the number of rows, if no key is unsure. */
    public long rows() {
        return entries.values().stream()
                .filter(entry -> entry.acknowledged().isPresent())
                .count();
    }
}
