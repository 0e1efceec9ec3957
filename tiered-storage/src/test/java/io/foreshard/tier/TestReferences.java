package io.foreshard.tier;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** References that a test sets. Not thread-safe. */
final class TestReferences implements References {
    private final Map<Integer, GroupState> groups = new HashMap<>();
    private final Set<String> referenced = new HashSet<>();
    private final Set<Integer> moving = new HashSet<>();
    private Set<String> borrowed;
    private int actions;

    void group(int group, GroupState state) {
        groups.put(group, state);
    }

    void add(String object) {
        referenced.add(object);
    }

    void remove(String object) {
        referenced.remove(object);
    }

    Set<String> referenced() {
        return referenced;
    }

    /** Declares whether a partition, of any group, is moving. */
    void moving(int partition, boolean moves) {
        if (moves) {
            moving.add(partition);
        } else {
            moving.remove(partition);
        }
    }

    /** Declares the namespaces that residencies name; they are unknown before. */
    void borrowed(String... namespaces) {
        borrowed = Set.of(namespaces);
    }

    /** Returns whether an action runs, so that no offload may. */
    boolean isLocked() {
        return actions > 0;
    }

    @Override
    public GroupState group(int group) {
        return groups.getOrDefault(group, GroupState.HERE);
    }

    @Override
    public boolean unlessMoving(int group, int partition, Action action) throws IOException {
        if (moving.contains(partition)) {
            return false;
        }
        actions++;
        try {
            action.run(referenced::contains);
        } finally {
            actions--;
        }
        return true;
    }

    @Override
    public boolean mayBorrowFrom(String namespace) {
        return borrowed == null || borrowed.contains(namespace);
    }
}
