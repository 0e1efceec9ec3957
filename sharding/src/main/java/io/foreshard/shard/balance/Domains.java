package io.foreshard.shard.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The failure domains of the nodes of a round. Immutable and thread-safe. */
final class Domains {
    private final int[] domainOf;
    private final int up;
    private final int copies;

    /** @param copies number of copies of a partition */
    Domains(List<ServerNode> nodes, int copies) {
        this.copies = copies;
        Map<String, Integer> index = new HashMap<>();
        // A lost node has a domain of its own, so that its copy excludes no other node.
        domainOf = IntStream.range(0, nodes.size())
                .map(node -> nodes.get(node).state() == ServerNode.State.LOST
                        ? -1 - node
                        : index.computeIfAbsent(nodes.get(node).domain(), name -> index.size()))
                .toArray();
        up = (int) IntStream.range(0, nodes.size())
                .filter(node -> nodes.get(node).state() == ServerNode.State.UP)
                .map(node -> domainOf[node])
                .distinct()
                .count();
    }

    /** Returns whether a node may get the copy of a slot: no other copy is in its domain, or there are fewer domains than copies. */
    boolean allow(int node, int[] owners, int slot) {
        if (up < owners.length) {
            return true;
        }
        for (int other = 0; other < owners.length; other++) {
            if (other != slot && domainOf[owners[other]] == domainOf[node]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether each of several domains has one copy of each partition: a copy then only moves within its domain. */
    boolean areConfining() {
        return up > 1 && up == copies;
    }

    /** Returns whether a node may take copies of another one. */
    boolean allow(int node, int source) {
        return !areConfining() || domainOf[node] == domainOf[source];
    }

    /** Returns whether a slot's owner is in the domain of an earlier owner, although there are enough domains. */
    boolean areViolated(int[] owners, int slot) {
        for (int earlier = 0; up >= owners.length && earlier < slot; earlier++) {
            if (domainOf[owners[earlier]] == domainOf[owners[slot]]) {
                return true;
            }
        }
        return false;
    }
}
