package io.foreshard.workbench.attack.outage;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One operation in an outage: its turns, and their checks. Used by one thread. */
final class CellRun {
    private static final long PAUSE_MILLIS = 500;

    private final Cell cell;
    private final OutageCluster cluster;
    private final HotLoad hot;
    private final Site site;
    private final CellResult result;
    private final Baits baits;
    private HotLoad.Window hotTurns = HotLoad.Window.NONE;
    private Attempt attempt;
    private boolean isJudged;
    private RuntimeException failure;
    private int worked;
    private int failed;
    private long longestMillis;

    CellRun(Cell cell, OutageCluster cluster, HotLoad hot, Site site) {
        this.cell = cell;
        this.cluster = cluster;
        this.hot = hot;
        this.site = site;
        this.result = new CellResult(cell.kind(), cell.operation().label());
        this.baits = new Baits(cell, site, result);
    }

    ColdOperation operation() {
        return cell.operation();
    }

    CellResult result() {
        return result;
    }

    /** Checks before the outage that most of the cache is remote. */
    void prepare() {
        long file = 0;
        long remote = 0;
        for (long[] size : cluster.compute().broadcast(new ServerCalls.Size(site.name()))) {
            file += size[0];
            remote += size[1];
        }
        result.set("remotePercent", file == 0 ? 0 : remote * 100 / file);
        if (remote * 2 < file) {
            result.violation("only " + remote + " of " + file + " bytes are remote, so the cell shows nothing");
        }
        operation().prepare(site);
    }

    /** Executes the operation in the outage, again and again until a time has passed; one that waits is begun once. */
    void turn(long millis) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        hot.open();
        judgeOnce();
        do {
            if (attempt == null || attempt.hasEnded()) {
                attempt(millis);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } while (attempt.hasEnded() && System.nanoTime() < end);
        baits.take();
        hotTurns = hotTurns.plus(hot.window());
        for (ServerHandle server : cluster.servers()) {
            server.newDamage().forEach(line -> result.violation(server.name() + " logged: " + line));
        }
    }

    private void attempt(long millis) throws IOException, InterruptedException {
        boolean mayWait = operation().expectation() == Expectation.MAY_WAIT;
        long limit = operation().expectation().limitMillis();
        attempt = Attempt.begin(() -> operation().act(site));
        isJudged = false;
        if (attempt.await(mayWait ? millis : limit)) {
            judgeOnce();
        } else if (!mayWait) {
            cluster.dumpStacks();
            result.violation("waits longer than " + limit + " ms");
        }
    }

    /** Judges the last attempt when it has ended, which may be later than it should. */
    private void judgeOnce() {
        if (attempt != null && attempt.hasEnded() && !isJudged) {
            isJudged = true;
            judge();
        }
    }

    private void judge() {
        longestMillis = Math.max(longestMillis, attempt.millis());
        if (attempt.succeeded()) {
            worked++;
        } else {
            failed++;
            failure = failure == null ? attempt.failure() : failure;
        }
        String sentence = attempt.failure() == null ? "" : FailureText.of(attempt.failure());
        if (attempt.failure() instanceof WrongRowException) {
            result.wrong("a read in the outage: " + sentence);
            return;
        }
        switch (operation().expectation()) {
            case WORKS -> {
                if (!attempt.succeeded()) {
                    result.violation("failed although it needs no page of the store: " + sentence);
                }
            }
            case FAILS -> {
                if (attempt.succeeded()) {
                    result.violation("worked instead of failing by the deadline");
                } else if (!FailureText.names(attempt.failure(), site.name())) {
                    result.violation("the exception does not name cache, partition and cause: " + sentence);
                }
            }
            case REPORTS -> {
                if (attempt.succeeded()) {
                    result.violation("worked instead of reporting the failure");
                }
            }
            case MAY_WAIT -> {}
        }
    }

    /** Notes the outcome at the end of the outage. */
    void endOutage() {
        judgeOnce();
        boolean waits = !isJudged;
        result.set("outcome", waits ? "waited" : worked == 0 ? "failed" : failed == 0 ? "worked" : "mixed");
        result.set("attempts", worked + failed + (waits ? 1 : 0));
        result.set("millis", waits ? attempt.millis() : longestMillis);
        result.set("failure", failure == null ? "" : FailureText.of(failure));
        result.setHot(operation() == ColdOperation.LEAVE ? hotTurns.withoutFailures() : hotTurns); // it kills a server
    }

    /**
     * Checks after the outage that the operation works again, with all rows.
     *
     * @param repairedNanos end of the outage
     * @throws OutageException if it does not; its sentence is a violation
     */
    void recover(long repairedNanos) throws IOException, InterruptedException {
        if (!attempt.await(Recovery.HANG_MILLIS)) {
            cluster.dumpStacks();
            if (!attempt.await(operation().changesServers() ? Recovery.REBALANCE_MILLIS : 0)) {
                throw new OutageException("the operation hangs after the outage");
            }
        }
        result.set("endedMillis", attempt.endedMillisAfter(repairedNanos));
        baits.end();
        Recovery recovery = new Recovery(operation(), site, result);
        recovery.noteChanges(failed != 0 || !attempt.succeeded());
        recovery.repeat();
        recovery.compare();
    }
}
