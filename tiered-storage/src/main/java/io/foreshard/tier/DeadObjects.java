package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The unreferenced objects of a node, and since when each is unreferenced. Thread-safe. */
final class DeadObjects {
    private final Clock clock;
    private final Duration grace;
    private final Map<String, Dead> byName = new ConcurrentHashMap<>();

    private record Dead(long bytes, Instant since) {}

    DeadObjects(Clock clock, Duration grace) {
        this.clock = clock;
        this.grace = grace;
    }

    /** Adds an object unless it is known, and returns whether its grace has passed. */
    boolean isDue(String name, long bytes) {
        Instant now = clock.instant();
        Dead dead = byName.computeIfAbsent(name, unused -> new Dead(bytes, now));
        return !now.isBefore(dead.since().plus(grace));
    }

    /** Forgets an object that was deleted, or is referenced. */
    void forget(String name) {
        byName.remove(name);
    }

    /** Forgets all objects but some. */
    void keepOnly(Predicate<String> names) {
        byName.keySet().removeIf(names.negate());
    }

    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    List<ListedObject> objects() {
        return byName.entrySet().stream()
                .map(dead -> new ListedObject(dead.getKey(), dead.getValue().bytes(), 0))
                .toList();
    }

    long count() {
        return byName.size();
    }

    long bytes() {
        return byName.values().stream().mapToLong(Dead::bytes).sum();
    }
}
