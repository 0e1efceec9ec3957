package io.foreshard.prefetch;

import io.foreshard.profile.WindowedAction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The last actions of the users that were active in this process; the least recently active user is evicted first. Thread-safe. */
final class RecentActions {
    private static final int MAX_ACTIONS = 64;

    private final Map<UUID, Deque<WindowedAction>> users;

    RecentActions(int maxUsers) {
        users = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Deque<WindowedAction>> eldest) {
                return size() > maxUsers;
            }
        };
    }

    /** Adds an action of a user, and returns the last actions of this user, oldest first. */
    synchronized List<WindowedAction> add(UUID user, WindowedAction action) {
        Deque<WindowedAction> actions = users.computeIfAbsent(user, unused -> new ArrayDeque<>());
        if (actions.size() == MAX_ACTIONS) {
            actions.removeFirst();
        }
        actions.addLast(action);
        return List.copyOf(actions);
    }
}
