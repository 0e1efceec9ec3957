package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.attack.cluster.Judges;
import java.io.IOException;
import java.util.List;
import org.apache.ignite.client.IgniteClient;

/** Rounds of kills on one cluster, which keeps its data from round to round. Used by one thread. */
final class Campaign implements ClusterRuns.Rounds {
    private static final long OPERATION_SECONDS = 90;

    private final KillCluster cluster;
    private final Tally tally;
    private final Progress progress;
    private final long seed;
    private final boolean tiered;
    private final List<KillPlan> plans;
    private Load load;

    Campaign(KillCluster cluster, List<KillPlan> plans, Tally tally, Progress progress, long seed, boolean tiered) {
        this.cluster = cluster;
        this.plans = plans;
        this.tally = tally;
        this.progress = progress;
        this.seed = seed;
        this.tiered = tiered;
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        cluster.startAll();
        load = new Load(cluster, tally, seed);
        load.begin();
    }

    /** Counts the round if its kills hit a move and unacknowledged operations. */
    @Override
    public void round(int number) throws IOException, InterruptedException {
        KillPlan plan = plans.get(number);
        long startedNanos = System.nanoTime();
        long violations = tally.violations();
        cluster.allowOutages(true);
        cluster.server(0).move();
        cluster.server(1).move();
        Strikes strikes = new Strikes(cluster, load, tally, tiered);
        strikes.run(plan);
        cluster.awaitReady();
        cluster.closeCounterGaps();
        long readyNanos = System.nanoTime();
        rest();
        String name = "round " + (number + 1);
        try (IgniteClient first = cluster.single(0);
                IgniteClient second = cluster.single(1)) {
            new Verifier(load, List.of(first, second), name).verify(plan.isTotal());
        }
        Judges.Findings findings = new Judges(cluster.control(), KillTables.judgedCaches()).judge();
        if (progress.isStopped()) {
            throw new InterruptedException("The run was stopped.");
        }
        boolean usable = findings.report(tally, progress, name + ", " + plan);
        boolean counts = strikes.unacknowledged() > 0 && (strikes.hitMove() || !tiered);
        if (counts) {
            tally.round(strikes.hitMove());
        } else {
            tally.figure("repeatedRounds", 1);
        }
        progress.say(String.format(
                java.util.Locale.ROOT,
                "%s%s: %s, in flight %s, %d operations unacknowledged; %d violations; %.1f s (%.1f s of them checks)",
                name,
                counts ? "" : " (repeated)",
                plan,
                strikes.failpoints(),
                strikes.unacknowledged(),
                tally.violations() - violations,
                (System.nanoTime() - startedNanos) / 1e9,
                (System.nanoTime() - readyNanos) / 1e9));
        tally.violationsSince(violations).forEach(progress::say);
        if (!usable) {
            throw new ClusterException("");
        }
    }

    /** Ends load and moves, so that copies can be compared. */
    private void rest() throws IOException, InterruptedException {
        cluster.allowOutages(false);
        load.gate().close();
        if (!load.gate().awaitEmpty(OPERATION_SECONDS)) {
            hang("Operations of the clients did not end within " + OPERATION_SECONDS + " s: "
                    + load.gate().stacks());
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
            cluster.server(number).process().dumpStacks();
        }
        throw new ClusterException(sentence);
    }

    @Override
    public void close() {
        cluster.close();
        if (load != null) {
            load.close();
        }
    }
}
