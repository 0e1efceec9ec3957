package io.foreshard.workbench.attack.outage;

import static io.foreshard.workbench.attack.outage.Expectation.FAILS;
import static io.foreshard.workbench.attack.outage.Expectation.MAY_WAIT;
import static io.foreshard.workbench.attack.outage.Expectation.REPORTS;
import static io.foreshard.workbench.attack.outage.Expectation.WORKS;
import static io.foreshard.workbench.attack.outage.Site.CHANGED;
import static io.foreshard.workbench.attack.outage.Site.ONE;

import io.foreshard.plugin.tier.TierTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.ignite.cache.query.IndexQuery;
import org.apache.ignite.cache.query.IndexQueryCriteriaBuilder;
import org.apache.ignite.cache.query.ScanQuery;

/** The operations on cold rows, each with the keys that it changes and the outcome that it must have while the store does not answer. */
enum ColdOperation {
    GET_THIN("get-thin", FAILS, Change.NONE, site -> site.check(ONE, site.thin().get(ONE))),
    GET_CLIENT(
            "get-client",
            FAILS,
            Change.NONE,
            site -> site.check(ONE, site.cache().get(ONE))),
    GET_SERVER("get-server", FAILS, Change.NONE, ColdActions::getOnServer),
    GET_ALL_THIN(
            "getall-thin",
            FAILS,
            Change.NONE,
            site -> site.check(site.thin().getAll(new TreeSet<>(Site.many())), Site.many())),
    GET_ALL_CLIENT(
            "getall-client",
            FAILS,
            Change.NONE,
            site -> site.check(site.cache().getAll(new TreeSet<>(Site.many())), Site.many())),
    PUT_THIN("put-thin", FAILS, Change.ONE_ROW, site -> site.thin().put(ONE, ColdActions.changed(ONE))),
    PUT_CLIENT("put-client", FAILS, Change.ONE_ROW, site -> site.cache().put(ONE, ColdActions.changed(ONE))),
    PUT_ALL("putall-client", FAILS, Change.MANY_ROWS, site -> site.cache().putAll(ColdActions.changed(Site.many()))),
    PUT_TEXT("put-text-index", MAY_WAIT, Change.ONE_ROW, site -> site.thin().put(ONE, ColdActions.changed(ONE))),
    INSERT_THIN("insert-thin", WORKS, Change.NEW_ROWS, ColdActions::putNewThin),
    INSERT_CLIENT("insert-client", WORKS, Change.NEW_ROWS, ColdActions::putNewClient),
    INSERT_TEXT("insert-text-index", MAY_WAIT, Change.NEW_ROWS, ColdActions::putNewThin),
    REMOVE_THIN("remove-thin", FAILS, Change.REMOVAL, site -> site.thin().remove(ONE)),
    REMOVE_CLIENT("remove-client", FAILS, Change.REMOVAL, site -> site.cache().remove(ONE)),
    REMOVE_KEYS("removeall-keys", FAILS, Change.REMOVALS, site -> site.cache().removeAll(new TreeSet<>(Site.many()))),
    REMOVE_ALL("removeall", FAILS, Change.ALL_REMOVED, site -> site.cache().removeAll()),
    INVOKE("invoke-client", FAILS, Change.ONE_ROW, site -> site.cache().invoke(ONE, new ColdActions.Rewrite())),
    TX_PESSIMISTIC("tx-pessimistic", FAILS, Change.ONE_ROW, ColdActions::pessimistic),
    TX_OPTIMISTIC("tx-optimistic", FAILS, Change.ONE_ROW, ColdActions::optimistic),
    SQL_POINT("sql-point", FAILS, Change.NONE, ColdActions::sqlPoint),
    SQL_RANGE("sql-range", FAILS, Change.NONE, ColdActions::sqlRange),
    SQL_SCAN("sql-scan", FAILS, Change.NONE, ColdActions::sqlScan),
    SQL_UPDATE("sql-update", FAILS, Change.MANY_ROWS, ColdActions::sqlUpdate),
    SQL_DELETE("sql-delete", FAILS, Change.REMOVALS, ColdActions::sqlDelete),
    SQL_INSERT("sql-insert", WORKS, Change.NEW_ROWS, ColdActions::sqlInsert),
    INDEX_QUERY(
            "index-query",
            FAILS,
            Change.NONE,
            site -> site.checkCount(
                    site.cache()
                            .query(new IndexQuery<Long, OutageRow>(OutageRow.class)
                                    .setCriteria(IndexQueryCriteriaBuilder.between("number", 100L, 139L)))
                            .getAll()
                            .size(),
                    Site.many().size())),
    SCAN_QUERY(
            "scan-query",
            FAILS,
            Change.NONE,
            site -> site.checkCount(
                    site.cache()
                            .query(new ScanQuery<Long, OutageRow>())
                            .getAll()
                            .size(),
                    site.journal().rows())),
    CREATE_INDEX(
            "create-index",
            MAY_WAIT,
            Change.NONE,
            site -> site.sql(
                    "CREATE INDEX IF NOT EXISTS \"" + site.name() + "\".BY_VERSION ON " + site.table() + " (VERSION)")),
    STREAM("stream-cold", MAY_WAIT, Change.MANY_ROWS, site -> ColdActions.stream(site, Site.many())),
    STREAM_NEW("stream-new", WORKS, Change.NEW_ROWS, site -> ColdActions.stream(site, Site.newKeys())),
    SIZE(
            "size",
            WORKS,
            Change.NONE,
            site -> site.checkCount(site.cache().sizeLong(), site.journal().rows())),
    OFFLOAD("offload", REPORTS, Change.NONE, site -> site.tier(TierTask.offload(site.name()))),
    RECALL("recall", REPORTS, Change.NONE, site -> site.tier(TierTask.recall(site.name()))),
    VERIFY("verify", REPORTS, Change.NONE, site -> site.tier(TierTask.verify(site.name()))),
    STATUS("status", WORKS, Change.NONE, site -> site.tier(TierTask.status())),
    ADD_COLUMN(
            "add-column",
            WORKS,
            Change.NONE,
            site -> site.sql("ALTER TABLE " + site.table() + " ADD COLUMN IF NOT EXISTS NOTE VARCHAR(20)")),
    CREATE_CACHE("create-cache", WORKS, Change.NONE, ColdActions::createCache),
    EXPIRE("expire", WORKS, Change.NONE, ColdActions::sizeWithoutExpired),
    JOIN("join", MAY_WAIT, Change.NONE, site -> site.members().join()),
    LEAVE("leave", MAY_WAIT, Change.NONE, site -> site.members().leave()),
    BASELINE("baseline", MAY_WAIT, Change.NONE, site -> site.members().join());

    private final String label;
    private final Expectation expectation;
    private final Change change;
    private final Action action;

    ColdOperation(String label, Expectation expectation, Change change, Action action) {
        this.label = label;
        this.expectation = expectation;
        this.change = change;
        this.action = action;
    }

    /** The call of an operation. */
    @FunctionalInterface
    interface Action {
        void act(Site site);
    }

    /** The rows that operations change. */
    enum Change {
        NONE(List::of, Optional.empty()),
        ONE_ROW(() -> List.of(ONE), Optional.of(CHANGED)),
        MANY_ROWS(Site::many, Optional.of(CHANGED)),
        NEW_ROWS(Site::newKeys, Optional.of(CHANGED)),
        REMOVAL(() -> List.of(ONE), Optional.empty()),
        REMOVALS(Site::many, Optional.empty()),
        ALL_REMOVED(
                () -> java.util.stream.LongStream.range(0, Site.ROWS).boxed().toList(), Optional.empty());

        private final Supplier<List<Long>> keys;
        private final Optional<Long> version;

        Change(Supplier<List<Long>> keys, Optional<Long> version) {
            this.keys = keys;
            this.version = version;
        }

        List<Long> keys() {
            return keys.get();
        }

        Optional<Long> version() {
            return version;
        }
    }

    String label() {
        return label;
    }

    Expectation expectation() {
        return expectation;
    }

    Change change() {
        return change;
    }

    /** Returns the name of the cache of the operation. */
    String cache() {
        return "cold-" + label;
    }

    /** Returns whether it changes the servers of the cluster, so that no other cell can follow. */
    boolean changesServers() {
        return this == JOIN || this == LEAVE || this == BASELINE;
    }

    /** Returns whether it needs a cluster of its own. */
    boolean isAlone() {
        return changesServers() || this == EXPIRE;
    }

    /** Returns the number of servers that it begins with. */
    int servers() {
        return this == LEAVE ? 3 : 2;
    }

    boolean needsTransactions() {
        return this == TX_PESSIMISTIC || this == TX_OPTIMISTIC;
    }

    boolean hasTextIndex() {
        return this == PUT_TEXT || this == INSERT_TEXT;
    }

    /** Prepares the operation before the outage: an offload needs pages that are not in the store, a new baseline a server. */
    void prepare(Site site) {
        if (this == OFFLOAD) {
            ColdActions.putNewClient(site);
            Site.newKeys().forEach(key -> site.journal().acknowledge(key, Optional.of(CHANGED)));
        } else if (this == BASELINE) {
            site.members().start(servers());
        }
    }

    /** Executes the operation; it may be repeated until it returns. */
    void act(Site site) {
        action.act(site);
    }

    /** Returns the versions after the operation, by key. */
    Map<Long, Optional<Long>> newVersions() {
        Map<Long, Optional<Long>> values = new java.util.TreeMap<>();
        change.keys().forEach(key -> values.put(key, change.version()));
        return values;
    }
}
