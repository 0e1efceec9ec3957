package io.foreshard.plugin.ingest;

import io.foreshard.ingest.UserAction;
import io.foreshard.profile.WindowUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The actions of one call, cut into rounds: a round has at most {@link WindowUpdate#MAX_ACTIONS} actions of each user, in the caller's order.
 *
 * <p>Immutable and thread-safe.
 */
final class Batch {
    private final List<UserAction> actions;
    private final List<SortedMap<UUID, List<Integer>>> rounds = new ArrayList<>();

    /**
     * Creates a batch.
     *
     * @throws IllegalArgumentException if the list or an action is null
     */
    Batch(List<UserAction> actions) {
        if (actions == null) {
            throw new IllegalArgumentException("The batch is null: give a list of actions.");
        }
        this.actions = new ArrayList<>(actions);
        SortedMap<UUID, List<Integer>> positions = new TreeMap<>();
        for (int position = 0; position < actions.size(); position++) {
            UserAction action = actions.get(position);
            if (action == null) {
                throw new IllegalArgumentException("Action " + position + " of the batch is null: remove it.");
            }
            positions
                    .computeIfAbsent(action.userId(), user -> new ArrayList<>())
                    .add(position);
        }
        positions.forEach((user, places) -> {
            for (int from = 0; from < places.size(); from += WindowUpdate.MAX_ACTIONS) {
                int round = from / WindowUpdate.MAX_ACTIONS;
                if (round == rounds.size()) {
                    rounds.add(new TreeMap<>());
                }
                int to = Math.min(places.size(), from + WindowUpdate.MAX_ACTIONS);
                rounds.get(round).put(user, places.subList(from, to));
            }
        });
    }

    /** Returns the positions of the actions of each user in each round, sorted by user so that concurrent batches lock the windows in one order. */
    List<SortedMap<UUID, List<Integer>>> rounds() {
        return rounds;
    }

    UserAction action(int position) {
        return actions.get(position);
    }

    int size() {
        return actions.size();
    }
}
