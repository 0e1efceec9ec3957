package io.foreshard.workbench.attack.shard;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The acknowledged updates that the continuous queries did not deliver in a round. Immutable and thread-safe. */
final class MissedUpdates {
    /** Updates that the sentence names for each partition; the others are counted. */
    private static final int NAMED = 3;

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::group).thenComparingInt(Place::partition);

    private final Set<Update> updates;
    private final Set<Place> failed;

    /** A version that a key got. */
    record Update(String cache, long key, long version) {
        Place place() {
            return Place.of(cache, key);
        }
    }

    /** A partition of a cache group: its caches share the partition's update counter. */
    record Place(String group, int partition) {
        static Place of(String cache, long key) {
            return new Place(ShardTables.group(cache), ShardTables.partition(key));
        }
    }

    /** @param failed partitions of writes that were not acknowledged */
    MissedUpdates(Collection<Update> updates, Collection<Place> failed) {
        this.updates = Set.copyOf(updates);
        this.failed = Set.copyOf(failed);
    }

    /** Returns how many there are. */
    int count() {
        return updates.size();
    }

    /** Returns whether each of them lies in a partition of a cache group in which a write was not acknowledged: Ignite then loses updates by itself (docs/attacks.md). */
    boolean areBehindFailedWrites() {
        return updates.stream().map(Update::place).allMatch(failed::contains);
    }

    /** Returns their number by partition, and the first ones with key and version. */
    @Override
    public String toString() {
        Map<Place, Set<Update>> places = updates.stream()
                .collect(Collectors.groupingBy(Update::place, () -> new TreeMap<>(ORDER), Collectors.toSet()));
        return count() + " acknowledged updates: "
                + places.entrySet().stream()
                        .map(place -> describe(place.getKey(), place.getValue()))
                        .collect(Collectors.joining("; "));
    }

    private String describe(Place place, Set<Update> missed) {
        String first = missed.stream()
                .sorted(Comparator.comparingLong(Update::version))
                .limit(NAMED)
                .map(update -> "key " + update.key() + " version " + update.version())
                .collect(Collectors.joining(", "));
        String caches = missed.stream().map(Update::cache).distinct().sorted().collect(Collectors.joining(", "));
        return caches + " partition " + place.partition() + ", where "
                + (failed.contains(place) ? "a write failed" : "no write failed") + ": " + missed.size() + " (" + first
                + (missed.size() > NAMED ? ", ..." : "") + ")";
    }
}
