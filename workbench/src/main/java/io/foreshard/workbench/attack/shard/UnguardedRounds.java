package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.attack.shard.CopyStates.Work;
import java.io.IOException;
import java.util.List;

/**
 * The control of the attack: moves there and back on servers that guard no copy and prepare no move. One round repeats them until rows are lost; not to see that is its violation. Used by one
 * thread.
 *
 * <p>Rows are lost if a copy that was read from disk, so that it has an update counter, is wanted again while it is cleared, and an owner has all changes since that counter in its log. The log of
 * an owner begins at its first checkpoint after it received a copy of any partition of the cache group, and it supplies no more changes than the partition has rows. So the returning server is restarted
 * before each move, and another owner receives no copy.
 */
final class UnguardedRounds implements ClusterRuns.Rounds {
    /** Supplies both shards, and receives no copy after the first rows were written. */
    private static final int SUPPLIER = 0;
    /** Gets the copies of a shard for a moment. */
    private static final int RECEIVER = 1;
    /** Gives its copies away and gets them back while it clears them. */
    private static final int RETURNING = 2;

    private static final List<Integer> OWNERS = List.of(SUPPLIER, RETURNING);
    private static final long AIM_MILLIS = 30_000;

    private final ShardCluster cluster;
    private final Tally tally;
    private final Progress progress;
    private final AttackSettings settings;
    /** Takes what the load and the comparison find, which is no violation here. */
    private final Tally found;

    private final CopyStates copies;
    private final Mover mover;
    private ShardLoad load;
    private boolean hit;

    UnguardedRounds(ShardCluster cluster, Tally tally, Progress progress, AttackSettings settings) {
        this.cluster = cluster;
        this.tally = tally;
        this.progress = progress;
        this.settings = settings;
        found = new Tally("shards-kill", settings.seed());
        copies = new CopyStates(cluster);
        mover = new Mover(cluster, tally, false);
    }

    /** Gives both shards their owners while they are empty. */
    @Override
    public void begin() throws IOException, InterruptedException {
        cluster.startAll();
        for (int shard = 0; shard < ShardTables.SHARDS; shard++) {
            mover.move(shard, OWNERS);
            copies.awaitQuiet();
        }
        load = new ShardLoad(cluster, found, settings.seed());
        load.begin();
        copies.awaitSettled();
    }

    @Override
    public void round(int number) throws IOException, InterruptedException {
        for (int loop = 1; loop <= settings.rounds(); loop++) {
            cluster.kill(RETURNING);
            cluster.start(RETURNING);
            cluster.awaitStarted(RETURNING);
            copies.awaitQuiet();
            load.open();
            load.operations().serverMissing(true); // operations may fail
            awayAndBack(loop % ShardTables.SHARDS);
            load.rest();
            copies.awaitQuiet();
            new ShardVerifier(cluster, load, "loop " + loop).verify(false);
            AttackReport report = found.report();
            if (report.lost() > 0) {
                tally.round(hit);
                tally.figure("loops", loop);
                tally.figure("rowsLostWithoutSafeguards", report.lost());
                tally.figure("rowsWrongWithoutSafeguards", report.wrong());
                progress.say("The defect was seen in loop " + loop + ": " + report.lost() + " rows lost, "
                        + report.wrong() + " wrong. The first: "
                        + report.violations().get(0));
                return;
            }
        }
        tally.round(hit);
        tally.violation("The defect was not seen in " + settings.rounds()
                + " loops without safeguards: the attack cannot see it.");
    }

    private void awayAndBack(int shard) throws IOException, InterruptedException {
        mover.move(shard, List.of(RECEIVER, SUPPLIER));
        if (copies.await(RETURNING, Work.RENTING, AIM_MILLIS) && copies.awaitFilled(RECEIVER, AIM_MILLIS)) {
            hit = true;
            tally.failpoint("renting");
        } else {
            tally.figure("aimsMissed", 1);
        }
        mover.move(shard, OWNERS);
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
