package io.foreshard.workbench.attack.outage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The checks of one operation after an outage: it works again without a restart, with all rows and no lock. Used by one thread. */
final class Recovery {
    /** Time after the end of an outage in which operations may still fail: the circuit breaker is open that long. */
    static final long RECOVERY_MILLIS = 5_000;

    static final long HANG_MILLIS = 60_000;
    static final long REBALANCE_MILLIS = 300_000;
    private static final long RETRY_MILLIS = 100;

    private final ColdOperation operation;
    private final Site site;
    private final CellResult result;

    Recovery(ColdOperation operation, Site site, CellResult result) {
        this.operation = operation;
        this.site = site;
        this.result = result;
    }

    /** Repeats the operation, which must work at once. */
    void repeat() throws InterruptedException {
        long start = System.nanoTime();
        Optional<RuntimeException> failure = untilItWorks("the operation", () -> operation.act(site));
        result.set("recoveryMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        failure.ifPresent(first ->
                result.violation("failed " + RECOVERY_MILLIS + " ms after the outage: " + FailureText.of(first)));
        if (operation == ColdOperation.EXPIRE) {
            untilItWorks(
                    "the expiry",
                    () -> site.checkCount(
                            site.cache().sizeLong(), site.journal().rows()));
        }
        operation.newVersions().forEach(site.journal()::acknowledge);
    }

    /** Repeats a call until it works; returns its first failure. */
    private static Optional<RuntimeException> untilItWorks(String name, Runnable call) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
        RuntimeException first = null;
        while (true) {
            Attempt attempt = Attempt.begin(call);
            if (!attempt.await(HANG_MILLIS)) {
                throw new OutageException(name + " hangs after the outage");
            }
            if (attempt.succeeded()) {
                return Optional.ofNullable(first);
            }
            first = first == null ? attempt.failure() : first;
            if (System.nanoTime() > end) {
                throw new OutageException(name + " fails " + HANG_MILLIS / 1_000 + " s after the outage: "
                        + FailureText.of(attempt.failure()));
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    /** Takes the rows that the operation may have changed as they are; one that failed may have changed nothing if it concerns one row. */
    void noteChanges(boolean hasFailed) throws InterruptedException {
        if (!hasFailed || operation.change() == ColdOperation.Change.NONE) {
            return;
        }
        Map<Long, Optional<Long>> values = operation.newVersions();
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

    private Map<Long, OutageRow> read(Collection<Long> keys) throws InterruptedException {
        Map<Long, OutageRow> rows = new TreeMap<>();
        untilItWorks("a read of rows", () -> rows.putAll(site.thin().getAll(new TreeSet<>(keys))));
        return rows;
    }

    /** Compares all rows of the cache with the model, and writes them again, which a lock that was left would prevent. */
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
                    result.wrong("after the outage " + e.getMessage());
                }
            }
        }
        result.set("wrongRows", wrong);
        long counted = OutageCluster.count(site.client(), "SELECT COUNT(*) FROM " + site.table());
        if (counted != site.journal().rows()) {
            result.wrong("SQL counts " + counted + " rows instead of "
                    + site.journal().rows());
        }
        if (operation != ColdOperation.EXPIRE) {
            untilItWorks("a write of all rows", () -> site.thin().putAll(rows));
        }
    }
}
