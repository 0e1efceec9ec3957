package io.foreshard.workbench.attack.outage;

import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.tier.NodeReport;
import io.foreshard.plugin.tier.TierReport;
import io.foreshard.plugin.tier.TierTask;
import io.foreshard.workbench.attack.cluster.Journal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;

/**
 * The place of a cold operation: its clients, its cache and the model of its rows. Thread-safe as {@link Journal} is.
 *
 * @param journal versions of the rows by key
 */
record Site(Ignite ignite, IgniteClient client, Members members, String name, Journal<Long, Long> journal) {
    /** Keys from 0 have a row with version 1. */
    static final long ROWS = 400;
    /** Key of operations on one row. */
    static final long ONE = 7;
    /** Key that shows, by a read, that the outage is there. */
    static final long BAIT = 311;
    /** Version that changes write. */
    static final long CHANGED = 2;

    private static final long MANY = 100;
    private static final long MANY_END = 140;
    private static final long NEW_KEYS = 50;

    ClientCache<Long, OutageRow> thin() {
        return client.cache(name);
    }

    IgniteCache<Long, OutageRow> cache() {
        return ignite.cache(name);
    }

    String table() {
        return OutageCaches.table(name);
    }

    static List<Long> many() {
        return LongStream.range(MANY, MANY_END).boxed().toList();
    }

    static List<Long> newKeys() {
        return LongStream.range(ROWS, ROWS + NEW_KEYS).boxed().toList();
    }

    /** Checks a row that was read. */
    void check(long key, OutageRow row) {
        Optional<Long> found = Optional.ofNullable(row).map(OutageRow::version);
        if (!journal.entry(key).allows(found) || row != null && !row.isWhole(key)) {
            throw new WrongRowException("key " + key + " has version "
                    + found.map(String::valueOf).orElse("none") + " instead of "
                    + journal.entry(key).acknowledged().map(String::valueOf).orElse("none"));
        }
    }

    void check(Map<Long, OutageRow> rows, List<Long> keys) {
        keys.forEach(key -> check(key, rows.get(key)));
    }

    void checkCount(long found, long expected) {
        if (found != expected) {
            throw new WrongRowException(found + " rows were found instead of " + expected);
        }
    }

    List<List<?>> sql(String statement, Object... arguments) {
        return client.query(new SqlFieldsQuery(statement).setArgs(arguments)).getAll();
    }

    /** Runs a task on the tiers of all servers. */
    void tier(TierTask task) {
        TierReport report =
                ignite.<Foreshard>plugin(Foreshard.NAME).clusterTier().run(task);
        if (!report.isSuccess()) {
            throw new IllegalStateException(report.nodes().stream()
                    .map(NodeReport::messages)
                    .flatMap(List::stream)
                    .findFirst()
                    .orElse("no reason was given"));
        }
    }
}
