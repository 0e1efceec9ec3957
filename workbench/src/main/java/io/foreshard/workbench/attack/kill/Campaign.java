package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.kill.FlightRecorder.Count;
import io.foreshard.workbench.attack.kill.FlightRecorder.Work;
import io.foreshard.workbench.attack.kill.KillPlan.Style;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Rounds of kills on one cluster, which keeps its data from round to round. Used by one thread. */
final class Campaign implements AutoCloseable {
    private static final long OPERATION_SECONDS = 90;
    private static final long AIM_MILLIS = 4_000;
    private static final long REBALANCE_MILLIS = 30_000;

    private final KillCluster cluster;
    private final Tally tally;
    private final Progress progress;
    private final long seed;
    private final boolean tiered;
    private Load load;

    Campaign(KillCluster cluster, Tally tally, Progress progress, long seed, boolean tiered) {
        this.cluster = cluster;
        this.tally = tally;
        this.progress = progress;
        this.seed = seed;
        this.tiered = tiered;
    }

    /** What the kills of a round met. */
    private static final class Hits {
        final Set<String> failpoints = new TreeSet<>();
        int unacknowledged;
        boolean move;
    }

    /** Starts the servers and writes the first rows. */
    void begin() throws IOException, InterruptedException {
        cluster.start(0);
        cluster.start(1);
        cluster.awaitReady();
        load = new Load(cluster, tally, seed);
        load.begin();
    }

    /**
     * Runs a round, and counts it if its kills hit a move and unacknowledged operations.
     *
     * @throws KillException if the cluster cannot be used any more; the sentence is a violation
     */
    void round(int number, KillPlan plan) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        long violations = tally.violations();
        Hits hits = new Hits();
        cluster.server(0).move();
        cluster.server(1).move();
        load.open();
        TimeUnit.MILLISECONDS.sleep(plan.delayMillis());
        awaitAim(plan);
        load.calm();
        kill(plan.victim(), hits);
        if (plan.style() == Style.BOTH) {
            TimeUnit.MILLISECONDS.sleep(plan.gapMillis());
            load.gate().close();
            kill(1 - plan.victim(), hits);
            cluster.start(0);
            cluster.start(1);
        } else {
            cluster.awaitAlone(1 - plan.victim());
            cluster.start(plan.victim());
            if (plan.style() == Style.REBALANCING) {
                FlightRecorder recorder = cluster.server(plan.victim()).recorder();
                poll(
                        REBALANCE_MILLIS,
                        () -> recorder.isInFlight(Work.REBALANCE)
                                || cluster.server(plan.victim()).hasFailed());
                TimeUnit.MILLISECONDS.sleep(plan.gapMillis());
                kill(plan.victim(), hits);
                cluster.awaitAlone(1 - plan.victim());
                cluster.start(plan.victim());
            }
        }
        cluster.awaitReady();
        long readyNanos = System.nanoTime();
        rest();
        String name = "round " + number;
        new Verifier(load, name).verify(plan.style() != Style.BOTH);
        Judges.Findings findings = new Judges(cluster.control()).judge();
        List<String> conflicts = findings.conflicts();
        if (progress.isStopped()) {
            throw new InterruptedException("The run was stopped.");
        }
        conflicts.forEach(conflict -> tally.violation(name + ", " + plan + ": " + conflict));
        for (String counters : findings.counters()) {
            tally.figure("counterConflicts", 1);
            progress.say(counters);
        }
        boolean counts = hits.unacknowledged > 0 && (hits.move || !tiered);
        if (counts) {
            tally.round(hits.move);
        } else {
            tally.figure("repeatedRounds", 1);
        }
        progress.say(String.format(
                java.util.Locale.ROOT,
                "%s%s: %s, in flight %s, %d operations unacknowledged; %d violations; %.1f s (%.1f s of them checks)",
                name,
                counts ? "" : " (repeated)",
                plan,
                hits.failpoints,
                hits.unacknowledged,
                tally.violations() - violations,
                (System.nanoTime() - startedNanos) / 1e9,
                (System.nanoTime() - readyNanos) / 1e9));
        List<String> sentences = tally.report().violations();
        sentences
                .subList((int) Math.min(violations, sentences.size()), sentences.size())
                .forEach(progress::say);
        if (!conflicts.isEmpty()) {
            throw new KillException("");
        }
    }

    /** Waits for the work that the plan aims at; kills anyway after some seconds. */
    private void awaitAim(KillPlan plan) throws InterruptedException, IOException {
        if (tiered) {
            Flight flight = cluster.flight(plan.victim());
            poll(AIM_MILLIS, () -> flight.isAt(plan.aim()));
        }
        TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
        cluster.requireAlive();
    }

    private static void poll(long millis, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void kill(int victim, Hits hits) throws InterruptedException {
        int unacknowledged = load.gate().inside();
        cluster.server(victim).kill();
        hits.unacknowledged = Math.max(hits.unacknowledged, unacknowledged);
        tally.fault();
        Flight flight = cluster.flight(victim);
        hits.move |= flight.hasMove();
        for (String failpoint : flight.failpoints()) {
            hits.failpoints.add(failpoint);
            tally.failpoint(failpoint);
        }
        FlightRecorder recorder = cluster.server(victim).recorder();
        tally.figure("offloads", recorder.ended(Work.OFFLOAD));
        tally.figure("recalls", recorder.ended(Work.RECALL));
        tally.figure("garbageSweeps", recorder.ended(Work.GARBAGE));
        tally.figure("fetches", recorder.ended(Work.FETCH));
        tally.figure("failedMoves", recorder.get(Count.MOVES_FAILED));
        tally.figure("pagesReplaced", recorder.get(Count.PAGES_REPLACED));
    }

    /** Ends load and moves, so that copies can be compared. */
    private void rest() throws IOException, InterruptedException {
        load.gate().close();
        if (!load.gate().awaitEmpty(OPERATION_SECONDS)) {
            hang(load.gate().inside() + " operations of the clients did not end within " + OPERATION_SECONDS + " s.");
        }
        for (int number = 0; number < KillCluster.SERVERS; number++) {
            if (!cluster.server(number).rest(OPERATION_SECONDS)) {
                cluster.requireAlive();
                hang("A move of server-" + number + " did not end within " + OPERATION_SECONDS + " s.");
            }
        }
    }

    private void hang(String sentence) throws IOException, InterruptedException {
        for (int number = 0; number < KillCluster.SERVERS; number++) {
            cluster.server(number).dumpStacks();
        }
        throw new KillException(sentence);
    }

    @Override
    public void close() {
        cluster.close();
        if (load != null) {
            load.close();
        }
    }
}
