package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.attack.cluster.Judges;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Rounds of moves and faults on one cluster, which keeps its data from round to round. Used by one thread. */
final class ShardCampaign implements ClusterRuns.Rounds {
    private final ShardCluster cluster;
    private final List<StrikePlan> plans;
    private final Tally tally;
    private final Progress progress;
    private final long seed;
    private final CopyStates copies;
    private final Mover mover;
    private ShardLoad load;

    ShardCampaign(ShardCluster cluster, List<StrikePlan> plans, Tally tally, Progress progress, long seed) {
        this.cluster = cluster;
        this.plans = plans;
        this.tally = tally;
        this.progress = progress;
        this.seed = seed;
        copies = new CopyStates(cluster);
        mover = new Mover(cluster, tally, true);
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        cluster.startAll();
        load = new ShardLoad(cluster, tally, seed);
        load.begin();
        copies.awaitSettled();
    }

    /** Counts the round if a fault, or a second move, met copies that were filled or cleared. */
    @Override
    public void round(int number) throws IOException, InterruptedException {
        StrikePlan plan = plans.get(number);
        long startedNanos = System.nanoTime();
        long violations = tally.violations();
        load.listen();
        load.open();
        Strikes strikes = new Strikes(cluster, load, copies, mover, tally);
        strikes.run(plan);
        long readyNanos = System.nanoTime();
        load.rest();
        cluster.requireAlive();
        copies.awaitSettled();
        String name = "round " + (number + 1) + ", " + plan.kind().label();
        checkDeliveries(plan.kind(), name);
        closeCounterGaps();
        new ShardVerifier(cluster, load, name).verify(plan.kind() == StrikePlan.Kind.FULL_RESTART);
        Judges.Findings findings = new Judges(cluster.control(), ShardTables.caches()).judge();
        if (progress.isStopped()) {
            throw new InterruptedException("The run was stopped.");
        }
        boolean usable = findings.report(tally, progress, name);
        if (strikes.hasHit()) {
            tally.round(true);
            tally.failpoint(plan.kind().label());
        } else {
            tally.figure("repeatedRounds", 1);
        }
        progress.say(String.format(
                Locale.ROOT,
                "%s%s, shard %d: %d violations; %.1f s (%.1f s of them checks)",
                name,
                strikes.hasHit() ? "" : " (repeated)",
                plan.shard(),
                tally.violations() - violations,
                (System.nanoTime() - startedNanos) / 1e9,
                (System.nanoTime() - readyNanos) / 1e9));
        tally.violationsSince(violations).forEach(progress::say);
        if (!usable) {
            throw new ClusterException("");
        }
    }

    /** Ignite loses updates of continuous queries when the baseline changes, and behind a write that failed (docs/attacks.md): these are counted. */
    private void checkDeliveries(StrikePlan.Kind kind, String name) throws InterruptedException {
        MissedUpdates missed = load.deliveries().check(tally);
        if (missed.count() == 0) {
            return;
        }
        String sentence = name + ": the continuous queries did not get " + missed + ".";
        if (kind.changesBaseline() || missed.areBehindFailedWrites()) {
            tally.figure("updatesNotDelivered", missed.count());
            progress.say(sentence);
        } else {
            tally.violation(sentence);
        }
    }

    /** Closes the gaps in the update counters of partitions, which Ignite keeps after a restart, while no continuous query runs (docs/attacks.md). */
    private void closeCounterGaps() {
        ControlUtility.Result result = cluster.control().run("--enable-experimental", "--consistency", "finalize");
        if (result.code() != 0) {
            throw new ClusterException("Gaps in update counters cannot be closed: " + result.output());
        }
    }

    @Override
    public void close() {
        if (load != null) {
            load.threads().gate().close();
            load.operations().serverMissing(true);
        }
        cluster.close();
        if (load != null) {
            load.close();
        }
    }
}
