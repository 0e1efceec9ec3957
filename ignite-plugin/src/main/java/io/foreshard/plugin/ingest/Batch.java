package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.profile.UserWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The actions of one call, grouped by user; knows where each stands in the caller's order. */
final class Batch {
    /**
     * Most actions of one user in one batch: a window remembers that many receipts, so a longer batch could not be repeated
     * safely.
     */
    static final int MOST_OF_ONE_USER = UserWindow.MAX_RECEIPTS;

    private final List<UserAction> actions;
    /** Sorted, so that concurrent batches lock the windows in one order. */
    private final SortedMap<UUID, List<Integer>> positions = new TreeMap<>();

    /** @throws IllegalArgumentException if an action is missing, or a user has too many */
    Batch(List<UserAction> actions) {
        if (actions == null) {
            throw new IllegalArgumentException("The batch is null: give a list of actions.");
        }
        this.actions = actions;
        for (int position = 0; position < actions.size(); position++) {
            UserAction action = actions.get(position);
            if (action == null) {
                throw new IllegalArgumentException("Action " + position + " of the batch is null: leave it out.");
            }
            List<Integer> ofUser = positions.computeIfAbsent(action.userId(), user -> new ArrayList<>());
            ofUser.add(position);
            if (ofUser.size() > MOST_OF_ONE_USER) {
                throw new IllegalArgumentException("The batch has more than " + MOST_OF_ONE_USER
                        + " actions of one user, which could not be repeated safely: send them in several batches.");
            }
        }
    }

    /** Returns a processor for the window of each user. */
    SortedMap<UUID, WindowProcessor> processors() {
        SortedMap<UUID, WindowProcessor> processors = new TreeMap<>();
        positions.forEach((user, places) -> processors.put(
                user, new WindowProcessor(places.stream().map(actions::get).toList())));
        return processors;
    }

    /** Gives the rows to a writer and returns the receipts in the caller's order. */
    List<Receipt> receipts(Map<UUID, WindowResult> results, RowWriter writer) {
        Receipt[] receipts = new Receipt[actions.size()];
        positions.forEach((user, places) -> {
            WindowResult result = results.get(user);
            Set<UUID> seen = new HashSet<>();
            for (int i = 0; i < places.size(); i++) {
                int position = places.get(i);
                UserAction action = actions.get(position);
                receipts[position] = result.receipt(i);
                if (!seen.add(action.transactionId())) {
                    continue; // the id stands twice in this batch: the first one counts
                }
                if (result.repeated(i)) {
                    writer.addRepeated(action, result.receipt(i));
                } else {
                    writer.add(action, result.receipt(i));
                }
            }
        });
        return new ArrayList<>(Arrays.asList(receipts));
    }
}
