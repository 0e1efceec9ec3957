package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.attack.shard.CopyStates.Work;
import java.io.IOException;

/**
 * The control of the attack: moves there and back on servers that guard no copy and prepare no move. One round repeats them until rows are missing; not to see that is its violation. Used by one
 * thread.
 */
final class UnguardedRounds implements ClusterRuns.Rounds {
    private static final int MOVES_BEFORE_A_CHECK = 4;

    private final ShardCluster cluster;
    private final Tally tally;
    private final Progress progress;
    private final AttackSettings settings;
    /** Takes what the load and the comparison find, which is no violation here. */
    private final Tally found;

    private final CopyStates copies;
    private ShardLoad load;

    UnguardedRounds(ShardCluster cluster, Tally tally, Progress progress, AttackSettings settings) {
        this.cluster = cluster;
        this.tally = tally;
        this.progress = progress;
        this.settings = settings;
        found = new Tally("shards-kill", settings.seed());
        copies = new CopyStates(cluster);
    }

    /** Restarts each server too: a copy that is read from disk keeps the update counter that it had. */
    @Override
    public void begin() throws IOException, InterruptedException {
        cluster.startAll();
        load = new ShardLoad(cluster, found, settings.seed());
        load.begin();
        for (int server = 0; server < ShardCluster.SERVERS; server++) {
            copies.awaitSettled();
            cluster.kill(server);
            cluster.start(server);
            cluster.awaitStarted(server);
        }
        copies.awaitSettled();
    }

    @Override
    public void round(int number) throws IOException, InterruptedException {
        Mover mover = new Mover(cluster, tally, false);
        Strikes strikes = new Strikes(cluster, load, copies, mover, tally);
        for (int loop = 1; loop <= settings.rounds(); loop++) {
            load.open();
            load.operations().serverMissing(true); // operations may fail
            for (int move = 0; move < MOVES_BEFORE_A_CHECK; move++) {
                strikes.awayAndBack(
                        move % ShardTables.SHARDS, move < MOVES_BEFORE_A_CHECK / 2 ? Work.RENTING : Work.MOVING, 0);
            }
            load.rest();
            copies.awaitQuiet();
            new ShardVerifier(cluster, load, "loop " + loop).verify(false);
            AttackReport report = found.report();
            if (report.lost() + report.wrong() > 0) {
                tally.round(strikes.hasHit());
                tally.figure("loops", loop);
                tally.figure("rowsLostWithoutSafeguards", report.lost());
                tally.figure("rowsWrongWithoutSafeguards", report.wrong());
                progress.say("The defect was seen in loop " + loop + ": " + report.lost() + " rows lost, "
                        + report.wrong() + " wrong. The first: "
                        + report.violations().get(0));
                return;
            }
        }
        tally.round(strikes.hasHit());
        tally.violation("The defect was not seen in " + settings.rounds()
                + " loops without safeguards: the attack cannot see it.");
    }

    @Override
    public void close() {
        if (load != null) {
            load.threads().gate().close();
        }
        cluster.close();
        if (load != null) {
            load.close();
        }
    }
}
