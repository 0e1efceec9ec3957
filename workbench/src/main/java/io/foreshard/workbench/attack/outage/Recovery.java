package io.foreshard.workbench.attack.outage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.ignite.client.ClientException;

/** The time after an outage, which begins with the creation of the object: everything must work again without a restart, with all rows. Used by one thread. */
final class Recovery {
    private static final long RECOVERY_MILLIS = 5_000;
    private static final long HANG_MILLIS = 60_000;
    private static final long REBALANCE_MILLIS = 300_000;
    private static final long RETRY_MILLIS = 100;
    private static final int BAITS = 20;

    private final long repaired = System.nanoTime();
    private final Cell cell;
    private final OutageCluster cluster;
    private final Site site;
    private final CellResult result;

    Recovery(Cell cell, OutageCluster cluster, Site site, CellResult result) {
        this.cell = cell;
        this.cluster = cluster;
        this.site = site;
        this.result = result;
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - repaired);
    }

    /** Lets the operation end, and repeats it until it works. */
    void await(Attempt attempt, Attempt bait) throws IOException, InterruptedException {
        if (!attempt.await(RECOVERY_MILLIS)) {
            cluster.dumpStacks();
            if (!attempt.await(cell.operation().changesServers() ? REBALANCE_MILLIS : HANG_MILLIS)) {
                throw new OutageException(
                        cell + ": the operation hangs " + HANG_MILLIS / 1_000 + " s after the outage.");
            }
        }
        cluster.requireAlive();
        bait.await(HANG_MILLIS);
        if (bait.failure() instanceof WrongRowException) {
            result.violation("a read in the outage: " + bait.failure().getMessage());
        }
        repeat(bait, "a read", () -> bite(cell, site));
        result.set("readAfterMillis", millis());
        noteChanges(attempt);
        repeat(attempt, "the operation", () -> cell.operation().act(site));
        long recovery = millis();
        result.set("recoveryMillis", recovery);
        // What waited, such as the build of an index, has all of its work before it.
        if (recovery > RECOVERY_MILLIS && cell.operation().expectation() != Expectation.MAY_WAIT) {
            result.violation("worked " + recovery + " ms after the outage only");
        }
        if (cell.operation() == ColdOperation.EXPIRE) {
            Runnable expiry = () ->
                    site.checkCount(site.cache().sizeLong(), site.journal().rows());
            repeat(Attempt.begin(expiry), "the expiry", expiry);
        }
        cell.operation().newVersions().forEach(site.journal()::acknowledge);
    }

    /** Repeats an operation until it works: for some seconds the store may count as silent. */
    private void repeat(Attempt first, String name, Runnable operation) throws InterruptedException {
        first.await(HANG_MILLIS);
        Attempt again = first;
        while (!again.succeeded()) {
            if (millis() > HANG_MILLIS) {
                throw new OutageException(cell + ": " + name + " fails " + HANG_MILLIS / 1_000 + " s after the outage: "
                        + FailureText.of(again.failure()));
            }
            again = Attempt.begin(operation);
            again.await(HANG_MILLIS);
            if (!again.succeeded()) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Reads rows that are remote; each read must fail or be right. */
    static void bite(Cell cell, Site site) {
        RuntimeException failure = null;
        for (long key = Site.BAIT; key < Site.BAIT + (cell.operation().changesServers() ? BAITS : 1); key++) {
            try {
                site.check(key, site.thin().get(key));
            } catch (ClientException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** A failed operation may have changed nothing if it concerns one row. */
    private void noteChanges(Attempt attempt) throws InterruptedException {
        if (attempt.succeeded() || cell.operation().change() == ColdOperation.Change.NONE) {
            return;
        }
        Map<Long, Optional<Long>> values = cell.operation().newVersions();
        Map<Long, OutageRow> rows = read(values.keySet());
        List<Long> changed = values.keySet().stream()
                .filter(key -> !site.journal()
                        .entry(key)
                        .allows(Optional.ofNullable(rows.get(key)).map(OutageRow::version)))
                .toList();
        result.set("changedByFailure", changed.size());
        if (!changed.isEmpty() && values.size() == 1) {
            result.violation("the operation failed and changed its row");
        }
        values.forEach(site.journal()::attempted);
    }

    /** Reads rows; a server whose breaker is open is asked again. */
    private Map<Long, OutageRow> read(Collection<Long> keys) throws InterruptedException {
        Map<Long, OutageRow> rows = new TreeMap<>();
        Runnable read = () -> rows.putAll(site.thin().getAll(new TreeSet<>(keys)));
        repeat(Attempt.begin(read), "a read of rows", read);
        return rows;
    }

    /** Compares all rows of the cache with the model. */
    void compare() throws InterruptedException {
        List<Long> keys = new ArrayList<>(LongStream.range(0, Site.ROWS).boxed().toList());
        keys.addAll(Site.newKeys());
        Map<Long, OutageRow> rows = read(keys);
        int wrong = 0;
        for (long key : keys) {
            try {
                site.check(key, rows.get(key));
            } catch (WrongRowException e) {
                if (wrong++ == 0) {
                    result.violation("after the outage " + e.getMessage());
                }
            }
        }
        result.set("wrongRows", wrong);
        long counted = OutageCluster.count(site.client(), "SELECT COUNT(*) FROM " + site.table());
        if (counted != site.journal().rows()) {
            result.violation("SQL counts " + counted + " rows instead of "
                    + site.journal().rows());
        }
    }
}
