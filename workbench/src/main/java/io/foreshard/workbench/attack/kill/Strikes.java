package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.FlightRecorder;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Count;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Work;
import io.foreshard.workbench.attack.kill.KillPlan.Kill;
import io.foreshard.workbench.attack.kill.KillPlan.Strike;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The kills of one round: waits for the work each aims at, kills, restarts, and keeps the work that was in flight. Used by one thread. */
final class Strikes {
    private static final long AIM_MILLIS = 5_000;
    /** Load before a kill without an aim, about the time in which a server meets one. */
    private static final long CONTROL_MILLIS = 400;

    private static final long REBALANCE_MILLIS = 30_000;
    private static final long READY_POLL_MILLIS = 250;
    private static final long POLL_MILLIS = 1;

    private final KillCluster cluster;
    private final Load load;
    private final Tally tally;
    private final boolean tiered;
    private final List<Set<String>> failpoints = new ArrayList<>();
    private int unacknowledged;
    private boolean move;

    Strikes(KillCluster cluster, Load load, Tally tally, boolean tiered) {
        this.cluster = cluster;
        this.load = load;
        this.tally = tally;
        this.tiered = tiered;
    }

    /** Returns the work in flight at each kill. */
    List<Set<String>> failpoints() {
        return List.copyOf(failpoints);
    }

    /** Returns the most operations of clients that were unacknowledged at a kill. */
    int unacknowledged() {
        return unacknowledged;
    }

    /** Returns whether a kill hit an offload or a recall. */
    boolean hitMove() {
        return move;
    }

    /**
     * Kills and restarts the servers of a plan; at the end all processes run.
     *
     * @throws ClusterException if a server ended by itself, or does not become ready
     */
    void run(KillPlan plan) throws IOException, InterruptedException {
        load.open();
        TimeUnit.MILLISECONDS.sleep(plan.delayMillis());
        for (Strike strike : plan.strikes()) {
            if (strike.isInRebalance()) {
                load.openCalm();
            }
            run(strike);
        }
    }

    private void run(Strike strike) throws IOException, InterruptedException {
        for (Kill kill : strike.kills()) {
            boolean last = kill == strike.kills().get(strike.kills().size() - 1);
            awaitAim(kill);
            load.calm();
            if (last && strike.isTotal()) {
                load.gate().close(); // without a server each operation fails at once, and all keys would be unsure
            }
            kill(kill);
        }
        if (!strike.isTotal()) {
            cluster.awaitAlone(1 - strike.kills().get(0).victim());
        }
        for (Kill kill : strike.kills()) {
            cluster.start(kill.victim());
        }
    }

    /** Waits for the work that a kill aims at; it kills anyway after some seconds. */
    private void awaitAim(Kill kill) throws InterruptedException, IOException {
        if (kill.aim() == KillPlan.Aim.REBALANCE) {
            awaitRebalance(kill.victim());
        } else if (tiered) {
            Flight flight = cluster.flight(kill.victim());
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AIM_MILLIS);
            while (!flight.isAt(kill.aim()) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } else {
            TimeUnit.MILLISECONDS.sleep(CONTROL_MILLIS);
        }
        TimeUnit.MILLISECONDS.sleep(kill.afterMillis());
        cluster.requireAlive();
    }

    /** Waits until a server rebalances, or owns all partitions: without writes after its death it has nothing to rebalance. */
    private void awaitRebalance(int victim) throws InterruptedException, IOException {
        ServerProcess server = cluster.server(victim);
        long now = System.nanoTime();
        long deadline = now + TimeUnit.MILLISECONDS.toNanos(REBALANCE_MILLIS);
        long nextLook = now;
        while (!server.recorder().isInFlight(Work.REBALANCE)
                && !server.process().hasFailed()
                && now < deadline) {
            if (server.process().isServing() && now >= nextLook) {
                if (cluster.isReady()) {
                    return;
                }
                nextLook = now + TimeUnit.MILLISECONDS.toNanos(READY_POLL_MILLIS);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            now = System.nanoTime();
        }
    }

    private void kill(Kill kill) {
        int inside = load.gate().inside();
        ServerProcess server = cluster.server(kill.victim());
        server.process().kill();
        unacknowledged = Math.max(unacknowledged, inside);
        tally.fault();
        Flight flight = cluster.flight(kill.victim());
        move |= flight.hasMove();
        Set<String> hit = flight.failpoints();
        failpoints.add(hit);
        hit.forEach(tally::failpoint);
        if ((tiered || kill.aim() == KillPlan.Aim.REBALANCE) && !hit.contains(Flight.failpoint(kill.aim()))) {
            tally.figure("aimsMissed", 1);
        }
        FlightRecorder recorder = server.recorder();
        tally.figure("offloads", recorder.ended(Work.OFFLOAD));
        tally.figure("recalls", recorder.ended(Work.RECALL));
        tally.figure("garbageSweeps", recorder.ended(Work.GARBAGE));
        tally.figure("fetches", recorder.ended(Work.FETCH));
        tally.figure("deletes", recorder.ended(Work.DELETE));
        tally.figure("failedMoves", recorder.get(Count.MOVES_FAILED));
        tally.figure("pagesReplaced", recorder.get(Count.PAGES_REPLACED));
        tally.figure("pagesReleased", recorder.get(Count.PAGES_RELEASED));
    }
}
