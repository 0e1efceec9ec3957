package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The objects that discarded copies of cache groups name: they stay in the store until the directory of the copy is deleted, which may happen while the node
 * runs. Costs one listing of a local directory for each call. Thread-safe.
 */
final class DiscardedResidencies {
    private final NodeDirectory directory;
    private final Map<String, Map<Integer, Set<String>>> loaded = new ConcurrentHashMap<>();

    DiscardedResidencies(NodeDirectory directory) {
        this.directory = directory;
    }

    /** Returns whether a copy of a group was discarded. */
    boolean has(int group) throws IOException {
        return Discard.all(directory).stream().anyMatch(discard -> discard.groupId() == group);
    }

    /** Returns whether discarded copies name an object of a partition. */
    Predicate<String> names(int group, int partition) throws IOException {
        Set<String> names = new HashSet<>();
        for (Discard discard : Discard.all(directory)) {
            if (discard.groupId() == group) {
                if (discard.namesAllObjects()) {
                    return name -> true;
                }
                names.addAll(load(discard).getOrDefault(partition, Set.of()));
            }
        }
        return names::contains;
    }

    /** Returns whether a discarded copy may name an object whose name has a prefix. */
    boolean mayName(String prefix) throws IOException {
        List<Discard> discards = Discard.all(directory);
        for (Discard discard : discards) {
            if (discard.namesAllObjects()
                    || load(discard).values().stream()
                            .flatMap(Collection::stream)
                            .anyMatch(name -> name.startsWith(prefix))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the names of the objects of each partition; the log of a discarded copy does not change. */
    private Map<Integer, Set<String>> load(Discard discard) throws IOException {
        Map<Integer, Set<String>> known = loaded.get(discard.name());
        if (known == null) {
            Map<Integer, Set<String>> names = new HashMap<>();
            new ResidencyLog(directory.log(discard.path()))
                    .load()
                    .forEach((partition, saved) -> names.put(partition, new HashSet<>(saved.objectNames())));
            loaded.put(discard.name(), names);
            known = names;
        }
        return known;
    }
}
