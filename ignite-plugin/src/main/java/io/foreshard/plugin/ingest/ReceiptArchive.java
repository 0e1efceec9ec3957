package io.foreshard.plugin.ingest;

import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.ArchiveRequest;
import io.foreshard.profile.IssuedReceipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.apache.ignite.IgniteCache;

/**
 * The archive of the receipts that no longer fit their windows.
 *
 * <p>A receipt is stored here before its window forgets it, and expires when the horizon has passed since it was stored last, by the clock of the server. An
 * entry never changes, so storing it twice is harmless. Thread-safe.
 */
final class ReceiptArchive {
    /** The order in which all writers lock entries, so that two writers cannot dead-lock. */
    static final Comparator<ReceiptKey> ORDER =
            Comparator.comparing(ReceiptKey::userId).thenComparing(ReceiptKey::transactionId);

    private final IgniteCache<ReceiptKey, IssuedReceipt> receipts;

    ReceiptArchive(IgniteCache<ReceiptKey, IssuedReceipt> cache, java.time.Duration horizon) {
        // A policy that keeps the expiry of a stored entry makes its backup eternal: a backup updates an entry without
        // reading it, and takes the absent
        // expiry for none (GridCacheMapEntry.innerSet with a ttl of -1).
        receipts = cache.withExpiryPolicy(new ModifiedExpiryPolicy(
                new Duration(java.util.concurrent.TimeUnit.MILLISECONDS, Math.max(1, horizon.toMillis()))));
    }

    /** Stores receipts; returns when the backups have them. */
    void store(SortedMap<ReceiptKey, IssuedReceipt> surplus) {
        if (!surplus.isEmpty()) {
            receipts.putAll(surplus);
        }
    }

    /** Stores the surplus of each window, then looks up the unknown ids; returns when the backups have the surplus. */
    Map<UUID, ArchiveReply> answer(Map<UUID, ArchiveRequest> requests) {
        SortedMap<ReceiptKey, IssuedReceipt> surplus = new TreeMap<>(ORDER);
        TreeSet<ReceiptKey> unknown = new TreeSet<>(ORDER);
        requests.forEach((user, request) -> {
            request.surplus().forEach(receipt -> surplus.put(new ReceiptKey(user, receipt.transactionId()), receipt));
            request.unknown().forEach(id -> unknown.add(new ReceiptKey(user, id)));
        });
        store(surplus);
        Map<UUID, List<IssuedReceipt>> found = new HashMap<>();
        if (!unknown.isEmpty()) {
            receipts.getAll(unknown)
                    .forEach((key, receipt) -> found.computeIfAbsent(key.userId(), user -> new ArrayList<>())
                            .add(receipt));
        }
        Map<UUID, ArchiveReply> replies = new HashMap<>();
        requests.forEach((user, request) -> replies.put(user, request.reply(found.getOrDefault(user, List.of()))));
        return replies;
    }
}
