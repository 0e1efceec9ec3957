package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.tier.ClusterTier;
import io.foreshard.plugin.tier.TierTask;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.outage.OutageKind;
import io.foreshard.workbench.attack.shard.CopyStates.Work;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The strike in which the store fails while cold partitions move: the move waits, hot rows are served, and the move goes on after the outage. Used by one thread. */
final class StoreOutage {
    private static final int OFFLOADS = 20;
    private static final long AIM_MILLIS = 15_000;
    /** Longer than the deadline of a request and its retries. */
    private static final long OUTAGE_MILLIS = 12_000;

    private final ShardCluster cluster;
    private final ShardLoad load;
    private final CopyStates copies;
    private final Mover mover;
    private final Tally tally;

    StoreOutage(ShardCluster cluster, ShardLoad load, CopyStates copies, Mover mover, Tally tally) {
        this.cluster = cluster;
        this.load = load;
        this.copies = copies;
        this.mover = mover;
        this.tally = tally;
    }

    /** Returns whether the outage kept the move from being complete. */
    boolean run(StrikePlan plan) throws IOException, InterruptedException {
        coolDown();
        OutageKind kind = OutageKind.values()[plan.choice() % OutageKind.values().length];
        List<Integer> owners = mover.owners(plan.shard());
        int receiver = mover.other(plan.shard());
        cluster.service().fail(kind);
        boolean waits;
        try {
            mover.move(plan.shard(), List.of(receiver, owners.get(0)));
            tally.fault();
            copies.await(receiver, Work.MOVING, AIM_MILLIS);
            TimeUnit.MILLISECONDS.sleep(OUTAGE_MILLIS);
            waits = copies.inFlight(receiver).contains(Work.MOVING);
        } finally {
            cluster.service().repair();
        }
        tally.failpoint("store " + kind.label());
        return waits;
    }

    /** Offloads the cold rows, and restarts all servers while no operation runs, so that the rows are in no memory. */
    private void coolDown() throws IOException, InterruptedException {
        load.rest();
        copies.awaitSettled();
        for (int attempt = 1;
                !ClusterTier.of(cluster.client())
                        .run(TierTask.offload(ShardTables.COLD))
                        .isSuccess();
                attempt++) {
            if (attempt == OFFLOADS) {
                throw new ClusterException("The cold rows cannot be offloaded.");
            }
            TimeUnit.SECONDS.sleep(1); // a server that has just started does not use the store yet
        }
        load.operations().serverMissing(true);
        cluster.killAll();
        cluster.startAll();
        load.connected();
        load.listen();
        copies.awaitSettled();
        load.open();
    }
}
