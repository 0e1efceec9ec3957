package io.foreshard.workbench.attack.outage;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteCompute;

/** One cell: an outage, one operation in it, and the checks during and after it. Used by one thread. */
final class CellRun {
    /** An operation that ends this much before the outage was not blocked by it; on a busy machine that says more than the deadline. */
    private static final long MARGIN_MILLIS = 1_000;

    /** A read of another row begins this much before the end of the outage. */
    private static final long BAIT_MILLIS = 4_000;

    private static final long MAX_HOT_MILLIS = 5_000;
    private static final int ERRORS = 0;
    private static final int BLOCKED = 1;

    private final Cell cell;
    private final OutageCluster cluster;
    private final ObjectService service;
    private final HotLoad hot;
    private final Site site;
    private final CellResult result;

    CellRun(Cell cell, OutageCluster cluster, ObjectService service, HotLoad hot, Site site) {
        this.cell = cell;
        this.cluster = cluster;
        this.service = service;
        this.hot = hot;
        this.site = site;
        this.result = new CellResult(cell);
    }

    CellResult result() {
        return result;
    }

    /**
     * Runs the cell.
     *
     * @throws OutageException if the cluster cannot be used any more; its sentence is a violation
     */
    void run(long outageMillis) throws IOException, InterruptedException {
        requireRemote();
        cell.operation().prepare(site);
        long[] before = counters();
        hot.open();
        service.fail(cell.kind());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(outageMillis);
        Attempt attempt = Attempt.begin(() -> cell.operation().act(site));
        attempt.await(outageMillis - BAIT_MILLIS);
        Attempt bait = Attempt.begin(() -> Recovery.bite(cell, site));
        attempt.await(millisUntil(end) - MARGIN_MILLIS);
        if (!attempt.hasEnded() && cell.operation().expectation() != Expectation.MAY_WAIT) {
            cluster.dumpStacks();
        }
        TimeUnit.MILLISECONDS.sleep(Math.max(0, millisUntil(end)));
        judge(attempt, outageMillis - MARGIN_MILLIS);
        boolean wasThere = !bait.succeeded();
        service.repair();
        Recovery recovery = new Recovery(cell, cluster, site, result);
        recovery.await(attempt, bait);
        long[] after = counters();
        result.set("failedRequests", after[ERRORS] - before[ERRORS]);
        result.set("blockedChanges", after[BLOCKED] - before[BLOCKED]);
        if (!wasThere) {
            result.violation("a cold read worked in the outage, so the cell shows nothing");
        }
        judgeHot(hot.window(), Math.min(outageMillis / 2, MAX_HOT_MILLIS));
        recovery.compare();
        judgeServers();
    }

    private void requireRemote() {
        long file = 0;
        long remote = 0;
        for (long[] size : compute().broadcast(new ServerCalls.Size(site.name()))) {
            file += size[0];
            remote += size[1];
        }
        result.set("remotePercent", file == 0 ? 0 : remote * 100 / file);
        if (remote * 2 < file) {
            result.violation("only " + remote + " of " + file + " bytes are remote, so the cell shows nothing");
        }
    }

    private IgniteCompute compute() {
        return site.ignite().compute(site.ignite().cluster().forServers());
    }

    private long[] counters() {
        long[] sum = new long[3];
        Collection<long[]> all = compute().broadcast(new ServerCalls.Counters());
        all.forEach(each -> java.util.Arrays.setAll(sum, index -> sum[index] + each[index]));
        return sum;
    }

    private static long millisUntil(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
    }

    /** Judges the operation at the end of the outage. */
    private void judge(Attempt attempt, long limitMillis) {
        String outcome = !attempt.hasEnded() ? "waited" : attempt.succeeded() ? "worked" : "failed";
        result.set("outcome", outcome);
        result.set("millis", attempt.millis());
        String sentence = attempt.failure() == null ? "" : FailureText.of(attempt.failure());
        result.set("failure", sentence);
        if (attempt.failure() instanceof WrongRowException) {
            result.violation("a read in the outage: " + sentence);
            return;
        }
        switch (cell.operation().expectation()) {
            case WORKS -> {
                if (!outcome.equals("worked")) {
                    result.violation(outcome + " although it needs no page of the store: " + sentence);
                } else if (attempt.millis() > limitMillis) {
                    result.violation("took " + attempt.millis() + " ms");
                }
            }
            case FAILS -> {
                if (!outcome.equals("failed")) {
                    result.violation(outcome + " instead of failing by the deadline");
                } else if (attempt.millis() > limitMillis) {
                    result.violation("failed after " + attempt.millis() + " ms only");
                } else if (!FailureText.names(attempt.failure(), site.name())) {
                    result.violation("the exception does not name cache, partition and cause: " + sentence);
                }
            }
            case REPORTS -> {
                if (!outcome.equals("failed")) {
                    result.violation(outcome + " instead of reporting the failure");
                }
            }
            case MAY_WAIT -> {}
        }
    }

    /** An operation that an outage blocks lasts as long as the outage; half of it leaves room for a busy machine. */
    private void judgeHot(HotLoad.Window window, long limitMillis) {
        result.set("hotOperations", window.operations());
        result.set(
                "hotStallMillis",
                window.longest() == null ? 0 : window.longest().millis());
        result.set("machineStallMillis", window.machineMillis());
        result.set("hotStall", window.longest() == null ? "" : window.longest().operation());
        if (window.longest() == null) {
            result.violation("no hot operation ended");
        } else if (window.longest().millis() > limitMillis) {
            result.violation("a hot operation took " + window.longest().millis() + " ms: "
                    + window.longest().operation());
        }
        if (cell.operation() != ColdOperation.LEAVE) { // it kills a server
            window.failures().forEach(result::violation);
        }
    }

    private void judgeServers() throws IOException {
        cluster.requireAlive();
        for (ServerHandle server : cluster.servers()) {
            for (String line : server.newDamage()) {
                result.violation(server.name() + " logged: " + line);
            }
        }
    }
}
