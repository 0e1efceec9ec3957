package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.workbench.evaluate.NextItemRanker.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A session while it is replayed: the items used, and those that are still to come. Not thread-safe. */
final class SessionProgress {
    private final List<UserAction> actions;
    private final Level level;
    private final Map<Long, Integer> future = new HashMap<>();
    private final Set<Long> used = new HashSet<>();
    private int position = -1;
    private long previous = Level.NO_ITEM;
    private boolean listKnown;

    SessionProgress(List<UserAction> actions, Level level) {
        this.actions = actions;
        this.level = level;
        for (UserAction action : actions) {
            if (level.item(action) != Level.NO_ITEM) {
                future.merge(level.item(action), 1, Integer::sum);
            }
        }
    }

    List<UserAction> actions() {
        return actions;
    }

    /** Returns the time of the first action with an item, or the greatest one if there is none. */
    long startMillis() {
        return actions.stream()
                .filter(action -> level.item(action) != Level.NO_ITEM)
                .mapToLong(action -> action.time().toEpochMilli())
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Takes the next action of the session. */
    void advance() {
        UserAction action = actions.get(++position);
        long item = level.item(action);
        if (item != Level.NO_ITEM) {
            future.computeIfPresent(item, (id, times) -> times == 1 ? null : times - 1);
            used.add(item);
            previous = item;
        }
        listKnown |= action.shown().length > 0;
    }

    boolean begins() {
        return position == 0;
    }

    boolean isOver() {
        return position == actions.size() - 1;
    }

    /** Returns the item of the action after this one, or {@link Level#NO_ITEM}. */
    long next() {
        return isOver() ? Level.NO_ITEM : level.item(actions.get(position + 1));
    }

    /** Returns the last item used, or {@link Level#NO_ITEM}. */
    long previous() {
        return previous;
    }

    boolean isUsed(long item) {
        return used.contains(item);
    }

    boolean isUsedLater(long item) {
        return future.containsKey(item);
    }

    /** Returns whether a list was shown so far. */
    boolean isListKnown() {
        return listKnown;
    }
}
