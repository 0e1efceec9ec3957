package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.Judges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CacheAtomicityMode;

/** The caches of one cluster with their models: filled, offloaded, and out of memory after a restart. Used by one thread. */
final class Matrix implements AutoCloseable {
    private static final long FILL = 400;
    private static final int OFFLOADS = 60;
    /** A key that no operation uses. */
    private static final long NO_KEY = -1;

    /** Longer than the servers need to start again on a busy machine. */
    private static final long EXPIRY_SECONDS = 240;

    private static final long EXPIRY_MARGIN_MILLIS = 500;

    private final OutageCluster cluster;
    private final long seed;
    private final Map<String, Journal<Long, Long>> journals = new HashMap<>();
    private HotLoad hot;
    private long expiryNanos;

    Matrix(OutageCluster cluster, long seed) {
        this.cluster = cluster;
        this.seed = seed;
    }

    /** Starts the cluster with the caches of the cells, all cold, and the hot operations. */
    void begin(List<Cell> cells) throws IOException, InterruptedException {
        cluster.start();
        for (String cache : OutageCaches.HOT) {
            cluster.client()
                    .createCache(OutageCaches.hot(cache))
                    .invoke(
                            NO_KEY,
                            new ColdActions.Rewrite()); // see docs/attacks.md: its first use must not meet a kill
            journals.put(cache, new Journal<>());
        }
        List<ColdOperation> operations =
                cells.stream().map(Cell::operation).distinct().toList();
        for (ColdOperation operation : operations) {
            fill(operation);
            offload(operation.cache());
        }
        cluster.restart();
        hot = new HotLoad(OutageCaches.HOT.stream().map(this::site).toList(), seed);
        hot.begin();
    }

    /** Offloads a cache on both servers; a server on a busy machine may need several attempts until its store counts as usable. */
    private void offload(String cache) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                cluster.compute().broadcast(new ServerCalls.Offload(cache));
                return;
            } catch (IgniteException e) {
                if (attempt == OFFLOADS) {
                    throw new OutageException("The cache " + cache + " cannot be offloaded: " + FailureText.of(e));
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private void fill(ColdOperation operation) {
        CacheAtomicityMode mode = operation.needsTransactions() || (seed + operation.ordinal()) % 2 == 0
                ? CacheAtomicityMode.TRANSACTIONAL
                : CacheAtomicityMode.ATOMIC;
        cluster.client().createCache(OutageCaches.configuration(operation.cache(), mode, operation.hasTextIndex()));
        Journal<Long, Long> journal = new Journal<>();
        journals.put(operation.cache(), journal);
        for (long first = 0; first < Site.ROWS; first += FILL) {
            Map<Long, OutageRow> rows = new TreeMap<>();
            for (long key = first; key < first + FILL; key++) {
                rows.put(key, OutageRow.of(key, 1));
                journal.acknowledge(key, Optional.of(1L));
            }
            cluster.client().<Long, OutageRow>cache(operation.cache()).putAll(rows);
        }
        if (operation == ColdOperation.EXPIRE) {
            addExpiring(operation.cache());
        }
    }

    /** Puts rows that expire after the servers have started again. */
    private void addExpiring(String cache) {
        Map<Long, OutageRow> rows = new TreeMap<>();
        Site.newKeys().forEach(key -> rows.put(key, OutageRow.of(key, 1)));
        cluster.client()
                .<Long, OutageRow>cache(cache)
                .withExpiryPolicy(new CreatedExpiryPolicy(new Duration(TimeUnit.SECONDS, EXPIRY_SECONDS)))
                .putAll(rows);
        expiryNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXPIRY_SECONDS);
    }

    /**
     * Waits until just before the rows expire, if there are such rows.
     *
     * @throws OutageException if they have expired
     */
    void awaitExpiry() throws InterruptedException {
        if (expiryNanos == 0) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(expiryNanos - System.nanoTime()) - EXPIRY_MARGIN_MILLIS;
        if (millis < 0) {
            throw new OutageException("The rows expired before the outage, so the cell shows nothing.");
        }
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    private Site site(String cache) {
        return new Site(cluster.client(), cluster.thin(), cluster, cache, journals.get(cache));
    }

    HotLoad hot() {
        return hot;
    }

    CellRun run(Cell cell) {
        return new CellRun(cell, cluster, hot, site(cell.operation().cache()));
    }

    /** Ends the hot operations; returns sentences about wrong rows, transactions that are left, and what Ignite's own checks find in all caches. */
    List<String> end() throws InterruptedException {
        if (!hot.end()) {
            throw new OutageException("A hot operation did not end after the last outage.");
        }
        List<String> findings = new ArrayList<>(hot.compare());
        long transactions = cluster.compute().broadcast(new ServerCalls.Transactions()).stream()
                .mapToLong(Long::longValue)
                .sum();
        if (transactions != 0) {
            findings.add(transactions + " transactions are left");
        }
        Judges.Findings judged = new Judges(cluster.control(), List.copyOf(journals.keySet())).judge();
        findings.addAll(judged.conflicts());
        findings.addAll(judged.counters());
        return findings;
    }

    @Override
    public void close() {
        if (hot != null) {
            hot.close();
        }
    }
}
