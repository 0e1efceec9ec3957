package io.foreshard.shard.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The exchange of one event: a barrier of all servers, and the decision which copies are complete. Not thread-safe. */
final class Exchange {
    private final TopologyEvent event;
    private final Set<String> joined = new HashSet<>();
    private List<Set<String>> owning;
    private List<String> primaries;

    Exchange(TopologyEvent event) {
        this.event = event;
    }

    TopologyEvent event() {
        return event;
    }

    /** A server has locked its topology and reported its copies. */
    void join(String server) {
        joined.add(server);
    }

    boolean isDecided() {
        return owning != null;
    }

    boolean hasJoined(Set<String> servers) {
        return joined.containsAll(servers);
    }

    /** Returns the servers whose copy of a partition is complete; none if the partition is lost. */
    Set<String> owning(int partition) {
        return owning.get(partition);
    }

    /** Returns whether others have updates that a server's copy lacks. */
    boolean lags(String server, int partition) {
        return !owning.get(partition).isEmpty() && !owning.get(partition).contains(server);
    }

    /** Returns the primary of the version before, as far as it serves on: null if there is none. */
    String previousPrimary(int partition) {
        return primaries.get(partition);
    }

    /**
     * Decides which copies are complete: among those that say so, the ones with the highest update counter. A partition of which no server that served on has a
     * complete copy is lost until all servers that may have one are there: those of the baseline, and one that was removed from it before its rows were copied.
     * A copy that was away may lack the last updates.
     *
     * @param servers the servers that take part and are alive, by name
     * @param served those of them that took part in the exchange before, while the cluster was active
     * @param away whether a server that does not take part has a complete copy of a partition
     * @param primary the primary of a partition in the version before, or null
     */
    void decide(
            Map<String, ModelServer> servers,
            Set<String> served,
            int partitions,
            IntPredicate away,
            IntFunction<String> primary) {
        owning = new ArrayList<>();
        primaries = new ArrayList<>();
        boolean all = servers.keySet().containsAll(event.baseline());
        for (int number = 0; number < partitions; number++) {
            int partition = number;
            boolean isKnown = served.stream().map(servers::get).anyMatch(server -> server.hasCompleteCopy(partition));
            Set<String> complete = isKnown || all && !away.test(partition) ? complete(servers, partition) : Set.of();
            owning.add(complete);
            String previous = primary.apply(partition);
            primaries.add(previous != null && complete.contains(previous) ? previous : null);
        }
    }

    private static Set<String> complete(Map<String, ModelServer> servers, int partition) {
        Set<String> complete = new HashSet<>();
        long most = -1;
        for (Map.Entry<String, ModelServer> entry : servers.entrySet()) {
            PartitionCopy copy = entry.getValue().copy(partition);
            if (copy != null && copy.isOwning() && copy.counter() >= most) {
                if (copy.counter() > most) {
                    complete.clear();
                }
                most = copy.counter();
                complete.add(entry.getKey());
            }
        }
        return complete;
    }
}
