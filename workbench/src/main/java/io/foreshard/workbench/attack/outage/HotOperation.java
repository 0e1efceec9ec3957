package io.foreshard.workbench.attack.outage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.client.ClientTransaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;

/** The operations on rows whose pages are local, each on two keys of one thread. */
enum HotOperation {
    GET_THIN(hot -> hot.site().check(hot.key(), hot.site().thin().get(hot.key()))),
    GET_CLIENT(hot -> hot.site().check(hot.key(), hot.site().cache().get(hot.key()))),
    GET_ALL(hot -> hot.site().check(hot.site().cache().getAll(new TreeSet<>(hot.keys())), hot.keys())),
    PUT_THIN(hot -> hot.write(rows -> rows.forEach(hot.site().thin()::put))),
    PUT_CLIENT(hot -> hot.write(rows -> rows.forEach(hot.site().cache()::put))),
    PUT_ALL(hot -> hot.write(hot.site().cache()::putAll)),
    REMOVE(hot -> {
        hot.site().thin().remove(hot.key());
        hot.site().journal().acknowledge(hot.key(), Optional.empty());
    }),
    TRANSACTION(hot -> hot.write(rows -> {
        try (ClientTransaction transaction = hot.site()
                .client()
                .transactions()
                .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ)) {
            rows.forEach(hot.transactional()::put);
            transaction.commit();
        }
    })),
    SQL_SELECT(hot -> hot.site()
            .checkCount(
                    hot.site()
                            .sql("SELECT VERSION FROM " + hot.site().table() + " WHERE _KEY = ?", hot.key())
                            .size(),
                    hot.site().journal().entry(hot.key()).acknowledged().isPresent() ? 1 : 0)),
    SQL_RANGE(hot -> hot.site()
            .sql(
                    "SELECT _KEY, PAYLOAD FROM " + hot.site().table() + " WHERE NUMBER BETWEEN ? AND ?",
                    hot.key(),
                    hot.key() + 10)),
    SQL_MERGE(hot -> hot.write(rows -> rows.forEach((key, row) -> hot.site()
            .sql(
                    "MERGE INTO " + hot.site().table()
                            + " (_KEY, VERSION, NUMBER, TEXT, PAYLOAD) VALUES (?, ?, ?, ?, ?)",
                    key,
                    row.version(),
                    key,
                    OutageRow.text(key, row.version()),
                    OutageRow.payload(key, row.version()))))),
    SQL_DELETE(hot -> {
        hot.site().sql("DELETE FROM " + hot.site().table() + " WHERE _KEY = ?", hot.key());
        hot.site().journal().acknowledge(hot.key(), Optional.empty());
    }),
    SCAN(hot -> hot.site()
            .cache()
            .query(new ScanQuery<Long, OutageRow>().setPartition((int) (hot.key() % OutageCaches.PARTITIONS)))
            .getAll()),
    INVOKE(hot -> {
        hot.site().cache().invoke(hot.key(), new ColdActions.Rewrite());
        hot.site().journal().acknowledge(hot.key(), Optional.of(Site.CHANGED));
    }),
    STREAM(hot -> hot.write(rows -> {
        try (IgniteDataStreamer<Long, OutageRow> streamer =
                hot.site().ignite().dataStreamer(hot.site().name())) {
            streamer.allowOverwrite(true);
            rows.forEach(streamer::addData);
        }
    }));

    private final Action action;

    HotOperation(Action action) {
        this.action = action;
    }

    /** The call of an operation. */
    @FunctionalInterface
    interface Action {
        void act(Hot hot);
    }

    /** Writes rows. */
    @FunctionalInterface
    interface Write {
        void write(Map<Long, OutageRow> rows);
    }

    /**
     * The keys and the version of one call.
     *
     * @param site cache of the call
     * @param key first of two keys
     */
    record Hot(Site site, long key, long version) {
        List<Long> keys() {
            return List.of(key, key + 1);
        }

        void write(Write write) {
            Map<Long, OutageRow> rows = new TreeMap<>();
            keys().forEach(each -> rows.put(each, OutageRow.of(each, version)));
            write.write(rows);
            keys().forEach(each -> site.journal().acknowledge(each, Optional.of(version)));
        }

        org.apache.ignite.client.ClientCache<Long, OutageRow> transactional() {
            return site.thin();
        }
    }

    void act(Hot hot) {
        action.act(hot);
    }
}
