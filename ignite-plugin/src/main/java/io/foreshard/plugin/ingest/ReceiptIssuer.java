package io.foreshard.plugin.ingest;

import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.ArchiveRequest;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.UserWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.cache.processor.EntryProcessorResult;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;

/**
 * Updates windows, and answers their requests to the archive, until each window has returned receipts.
 *
 * <p>One update is enough unless a user had more than 128 transactions within the horizon; then it takes a second one, after a look-up. Thread-safe.
 */
final class ReceiptIssuer {
    /** Limit of passes. A user needs a third pass only if other batches of the user issued over 90 receipts since the last one. */
    private static final int MAX_PASSES = 32;

    private final IgniteCache<UUID, UserWindow> windows;
    private final ReceiptArchive archive;
    private final int warmHistory;

    ReceiptIssuer(IgniteCache<UUID, UserWindow> windows, ReceiptArchive archive, int warmHistory) {
        this.windows = windows;
        this.archive = archive;
        this.warmHistory = warmHistory;
    }

    /**
     * Returns the answer of each user's window.
     *
     * @param actions a run of actions for each user
     * @throws IllegalStateException if other batches of a user filled its window during each pass
     */
    Map<UUID, WindowResult> issue(SortedMap<UUID, List<ActionSummary>> actions, IssuingRules rules, long nowMillis) {
        Map<UUID, WindowResult> results = new HashMap<>();
        Map<UUID, ArchiveReply> replies = new HashMap<>();
        SortedMap<UUID, List<ActionSummary>> open = new TreeMap<>(actions);
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            SortedMap<UUID, WindowProcessor> processors = new TreeMap<>();
            open.forEach((user, run) ->
                    processors.put(user, new WindowProcessor(run, replies.getOrDefault(user, ArchiveReply.NONE))));
            Map<UUID, ArchiveRequest> requests = new HashMap<>();
            windows.invokeAll(processors, rules, nowMillis, warmHistory).forEach((user, answer) -> {
                WindowResult result = unwrapped(answer);
                if (result.request() == null) {
                    results.put(user, result);
                } else {
                    requests.put(user, result.request());
                }
            });
            if (requests.isEmpty()) {
                return results;
            }
            open.keySet().retainAll(requests.keySet());
            replies.putAll(archive.answer(requests));
        }
        throw new IllegalStateException("Other batches of " + open.size() + " users changed their windows in each of "
                + MAX_PASSES + " passes: send the batch again.");
    }

    /** Returns an answer as an object, because {@code invokeAll} with one processor for each key may return it in binary form. */
    private static WindowResult unwrapped(EntryProcessorResult<?> answer) {
        Object result = answer.get();
        return result instanceof BinaryObject binary ? binary.deserialize() : (WindowResult) result;
    }
}
