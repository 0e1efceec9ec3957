package io.foreshard.workbench.attack.outage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteException;
import org.apache.ignite.client.ClientException;

/** One outage, in which the operations of a group of cells take turns until it has lasted long enough. Used by one thread. */
final class OutageRun {
    /** Rounds of turns that a long outage has at least. */
    private static final int PASSES = 2;

    private static final long MIN_TURN_MILLIS = 1_000;
    /** Longer than the pause of the circuit breaker, so that one attempt of each turn meets the store. */
    private static final long MAX_TURN_MILLIS = 6_000;

    private final OutageCluster cluster;
    private final ObjectService service;
    private final Matrix matrix;
    private final List<CellRun> cells;
    private final CellResult result;
    private final OutageKind kind;
    private final Random random;

    OutageRun(OutageCluster cluster, ObjectService service, Matrix matrix, List<Cell> cells, long seed) {
        this.cluster = cluster;
        this.service = service;
        this.matrix = matrix;
        this.cells = cells.stream().map(matrix::run).toList();
        this.kind = cells.get(0).kind();
        this.result = new CellResult(
                kind, cells.get(0).operation().expectation() == Expectation.MAY_WAIT ? "all-waiting" : "all");
        this.random = new Random(seed);
    }

    /** Returns the results of the cells, and that of the outage as a whole. */
    List<CellResult> results() {
        List<CellResult> results =
                new ArrayList<>(cells.stream().map(CellRun::result).toList());
        results.add(result);
        return results;
    }

    /**
     * Runs the outage and the checks after it.
     *
     * @param millis duration of the outage, which is longer if the operations have not all had a turn
     * @throws OutageException if the cluster cannot be used any more
     */
    void run(long millis) throws IOException, InterruptedException {
        for (CellRun cell : cells) {
            cell.prepare();
        }
        long[] before = counters();
        matrix.awaitExpiry();
        service.fail(kind);
        try {
            result.set("outageMillis", takeTurns(millis));
            cells.forEach(CellRun::endOutage);
        } finally {
            service.repair();
        }
        long repaired = System.nanoTime();
        matrix.hot().open();
        TimeUnit.MILLISECONDS.sleep(Recovery.RECOVERY_MILLIS);
        for (CellRun cell : cells) {
            recover(cell, repaired);
        }
        long[] after = counters();
        result.set("failedRequests", after[0] - before[0]);
        result.set("blockedChanges", after[1] - before[1]);
        result.setHot(matrix.hot().window());
        List<String> findings = matrix.end();
        findings.forEach(result::wrong);
        result.set("findings", findings.size());
        requireAlive();
    }

    /** Returns the time that it took. */
    private long takeTurns(long millis) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long turn = Math.min(MAX_TURN_MILLIS, Math.max(MIN_TURN_MILLIS, millis / (PASSES * cells.size())));
        List<CellRun> turns = new ArrayList<>(cells);
        for (int pass = 0; pass == 0 || millisSince(start) < millis; pass++) {
            Collections.shuffle(turns, random);
            for (CellRun cell : turns) {
                if (pass == 0 || millisSince(start) < millis) {
                    cell.turn(turn);
                    requireAlive();
                }
            }
        }
        return millisSince(start);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void recover(CellRun cell, long repaired) throws IOException, InterruptedException {
        try {
            cell.recover(repaired);
        } catch (OutageException | ClientException | IgniteException | javax.cache.CacheException e) {
            cell.result().violation(e instanceof OutageException ? e.getMessage() : "the check failed: " + e);
            cluster.dumpStacks();
        }
        requireAlive();
    }

    private void requireAlive() throws IOException {
        cluster.requireAlive();
        for (ServerHandle server : cluster.servers()) {
            server.newDamage().forEach(line -> result.violation(server.name() + " logged: " + line));
        }
    }

    /** Returns counters of all servers: failed requests, blocked changes. */
    private long[] counters() {
        long[] sum = new long[2];
        cluster.compute()
                .broadcast(new ServerCalls.Counters())
                .forEach(each -> Arrays.setAll(sum, index -> sum[index] + each[index]));
        return sum;
    }
}
