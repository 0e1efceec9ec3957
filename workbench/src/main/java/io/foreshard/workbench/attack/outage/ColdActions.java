package io.foreshard.workbench.attack.outage;

import static io.foreshard.workbench.attack.outage.Site.CHANGED;
import static io.foreshard.workbench.attack.outage.Site.ONE;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.client.ClientTransaction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;

/** The longer calls of the {@link ColdOperation}s. Has no state. */
final class ColdActions {
    private ColdActions() {}

    static OutageRow changed(long key) {
        return OutageRow.of(key, CHANGED);
    }

    static Map<Long, OutageRow> changed(List<Long> keys) {
        Map<Long, OutageRow> rows = new TreeMap<>();
        keys.forEach(key -> rows.put(key, changed(key)));
        return rows;
    }

    static void getOnServer(Site site) {
        ClusterNode owner = site.ignite().affinity(site.name()).mapKeyToNode(ONE);
        site.check(
                ONE,
                site.ignite()
                        .compute(site.ignite().cluster().forNode(owner))
                        .call(new ServerCalls.Get(site.name(), ONE)));
    }

    static void putNewThin(Site site) {
        Site.newKeys().forEach(key -> site.thin().put(key, changed(key)));
    }

    static void putNewClient(Site site) {
        Site.newKeys().forEach(key -> site.cache().put(key, changed(key)));
    }

    /** An entry processor that replaces a row by its changed version. */
    static final class Rewrite implements CacheEntryProcessor<Long, OutageRow, Void> {
        private static final long serialVersionUID = 1L;

        @Override
        public Void process(MutableEntry<Long, OutageRow> entry, Object... arguments) {
            entry.setValue(changed(entry.getKey()));
            return null;
        }
    }

    static void pessimistic(Site site) {
        try (ClientTransaction transaction = site.client()
                .transactions()
                .txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ)) {
            site.check(ONE, site.thin().get(ONE));
            site.thin().put(ONE, changed(ONE));
            transaction.commit();
        }
    }

    static void optimistic(Site site) {
        IgniteCache<Long, OutageRow> cache = site.cache(); // a client cannot open a cache inside a transaction
        try (Transaction transaction = site.ignite()
                .transactions()
                .txStart(TransactionConcurrency.OPTIMISTIC, TransactionIsolation.SERIALIZABLE)) {
            cache.put(ONE, changed(ONE));
            transaction.commit();
        }
    }

    static void sqlPoint(Site site) {
        site.checkCount(
                site.sql("SELECT VERSION FROM " + site.table() + " WHERE _KEY = ?", ONE)
                        .size(),
                1);
    }

    static void sqlRange(Site site) {
        site.checkCount(
                site.sql("SELECT PAYLOAD FROM " + site.table() + " WHERE NUMBER BETWEEN 100 AND 139")
                        .size(),
                Site.many().size());
    }

    static void sqlScan(Site site) {
        site.checkCount(
                site.sql("SELECT _KEY FROM " + site.table() + " WHERE TEXT LIKE '%a%'")
                        .size(),
                site.journal().rows());
    }

    static void sqlUpdate(Site site) {
        for (long key : Site.many()) {
            site.checkCount(
                    changedRows(site.sql(
                            "UPDATE " + site.table() + " SET VERSION = ?, TEXT = ?, PAYLOAD = ? WHERE _KEY = ?",
                            CHANGED,
                            OutageRow.text(key, CHANGED),
                            OutageRow.payload(key, CHANGED),
                            key)),
                    1);
        }
    }

    static void sqlDelete(Site site) {
        site.sql("DELETE FROM " + site.table() + " WHERE NUMBER BETWEEN 100 AND 139");
    }

    static void sqlInsert(Site site) {
        for (long key : Site.newKeys()) {
            site.sql(
                    "MERGE INTO " + site.table() + " (_KEY, VERSION, NUMBER, TEXT, PAYLOAD) VALUES (?, ?, ?, ?, ?)",
                    key,
                    CHANGED,
                    key,
                    OutageRow.text(key, CHANGED),
                    OutageRow.payload(key, CHANGED));
        }
    }

    /** Creates a cache, uses and destroys it. */
    static void createCache(Site site) {
        IgniteCache<Long, OutageRow> created = site.ignite()
                .getOrCreateCache(
                        OutageCaches.configuration(site.name() + "-created", CacheAtomicityMode.ATOMIC, false));
        for (long key : Site.newKeys()) {
            created.put(key, changed(key));
        }
        site.checkCount(created.sizeLong(), Site.newKeys().size());
        created.destroy();
    }

    /** Counts rows while some of them expire; expired rows may be counted until the store answers. */
    static void sizeWithoutExpired(Site site) {
        long found = site.cache().sizeLong();
        long all = Site.ROWS + Site.newKeys().size();
        if (found < site.journal().rows() || found > all) {
            throw new WrongRowException(found + " rows were counted, of " + all + " with those that expired");
        }
    }

    private static long changedRows(List<List<?>> answer) {
        return ((Number) answer.get(0).get(0)).longValue();
    }

    static void stream(Site site, List<Long> keys) {
        try (IgniteDataStreamer<Long, OutageRow> streamer = site.ignite().dataStreamer(site.name())) {
            streamer.allowOverwrite(true);
            keys.forEach(key -> streamer.addData(key, changed(key)));
            streamer.flush();
        }
    }
}
