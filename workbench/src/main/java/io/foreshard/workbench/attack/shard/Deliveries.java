package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.shard.MissedUpdates.Place;
import io.foreshard.workbench.attack.shard.MissedUpdates.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.cache.event.CacheEntryEvent;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.ContinuousQuery;
import org.apache.ignite.cache.query.QueryCursor;

/** The continuous queries of the client node over the caches of rows: each acknowledged version must be delivered. Thread-safe. */
final class Deliveries {
    private static final long PATIENCE_MILLIS = 15_000;
    private static final long POLL_MILLIS = 20;

    private final Set<Update> expected = ConcurrentHashMap.newKeySet();
    private final Set<Update> delivered = ConcurrentHashMap.newKeySet();
    private final Set<Place> failed = ConcurrentHashMap.newKeySet();
    private final List<QueryCursor<?>> cursors = new ArrayList<>();

    /** Begins to listen; no operation runs. */
    void listen(Ignite node) {
        for (String cache : ShardTables.rowCaches()) {
            ContinuousQuery<Long, AttackRow> query = new ContinuousQuery<>();
            query.setLocalListener(events -> events.forEach(event -> deliver(cache, event)));
            cursors.add(node.<Long, AttackRow>cache(cache).query(query));
        }
    }

    private void deliver(String cache, CacheEntryEvent<? extends Long, ? extends AttackRow> event) {
        if (event.getValue() != null) {
            delivered.add(new Update(cache, event.getKey(), event.getValue().version()));
        }
    }

    /** Notes an acknowledged write; removals have no version and are not expected. */
    void expect(String cache, Map<Long, Optional<Long>> values) {
        values.forEach((key, value) -> value.ifPresent(version -> expected.add(new Update(cache, key, version))));
    }

    /** Notes a write, or a transaction, that was not acknowledged. */
    void failed(String cache, Collection<Long> keys) {
        keys.forEach(key -> failed.add(Place.of(cache, key)));
    }

    /** Waits until all expected updates are delivered, and ends the queries; no operation runs. Returns those that were not delivered. */
    MissedUpdates check(Tally tally) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!delivered.containsAll(expected) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        tally.figure("updatesExpected", expected.size());
        expected.removeAll(delivered);
        MissedUpdates missed = new MissedUpdates(expected, failed);
        cursors.forEach(QueryCursor::close);
        forget();
        return missed;
    }

    /** Forgets the queries, which end with the node that listened, and all updates. */
    void forget() {
        cursors.clear();
        expected.clear();
        delivered.clear();
        failed.clear();
    }
}
