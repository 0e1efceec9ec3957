package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardOperation;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.shard.CopyStates.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The faults of one round, under load. Used by one thread, except for the second operator. */
final class Strikes {
    private static final long AIM_MILLIS = 15_000;
    private static final long LATER_MILLIS = 6_000;
    private static final int MOVES_OF_AN_OPERATOR = 2;
    private static final long POLL_MILLIS = 50;
    private static final int OFTEN = 12;
    private static final int CANCELS = 4;

    private final ShardCluster cluster;
    private final ShardLoad load;
    private final CopyStates copies;
    private final Mover mover;
    private final Tally tally;
    private boolean hit;

    Strikes(ShardCluster cluster, ShardLoad load, CopyStates copies, Mover mover, Tally tally) {
        this.cluster = cluster;
        this.load = load;
        this.copies = copies;
        this.mover = mover;
        this.tally = tally;
    }

    /** Returns whether a fault, or a second move, met copies that were filled or cleared. */
    boolean hasHit() {
        return hit;
    }

    /**
     * Runs the faults of a plan; at the end the servers of the first baseline run or start.
     *
     * @throws ClusterException if a server ended by itself, or does not become ready
     */
    void run(StrikePlan plan) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(plan.delayMillis());
        int shard = plan.shard();
        switch (plan.kind()) {
            case AWAY_AND_BACK_AT_ONCE -> awayAndBack(shard, Work.MOVING, 0);
            case AWAY_AND_BACK_WHILE_CLEARING -> awayAndBack(shard, Work.RENTING, 0);
            case AWAY_AND_BACK_LATER -> awayAndBack(shard, Work.MOVING, LATER_MILLIS);
            case AWAY_AND_BACK_OFTEN -> {
                for (int i = 0; i < OFTEN; i++) {
                    awayAndBack(shard, i % 2 == 0 ? Work.MOVING : Work.RENTING, 0);
                }
            }
            case CANCEL -> cancel(plan);
            case STORE_OUTAGE -> hit = new StoreOutage(cluster, load, copies, mover, tally).run(plan);
            case KILL_OWNER -> {
                int owner = mover.owners(shard).get(0);
                moveAndKill(plan, owner);
            }
            case KILL_RECEIVER -> moveAndKill(plan, mover.other(shard));
            case KILL_COORDINATOR -> moveAndKill(
                    plan,
                    ShardCluster.number(
                            cluster.client().cluster().forServers().forOldest().node()));
            case JOIN -> join(plan);
            case TWO_OPERATORS -> twoOperators(shard);
            case OLD_FILE -> oldFile(plan);
            case ROLLING_RESTART -> {
                for (int server = 0; server < ShardCluster.SERVERS; server++) {
                    moveAndKill(plan, server);
                    awaitServers();
                }
            }
            case FULL_RESTART -> fullRestart(plan);
            case BASELINE -> baseline(plan);
            case SPLIT_AND_MERGE -> splitAndMerge(shard);
            case COPIES -> copies(plan);
        }
        awaitServers();
    }

    private void awaitServers() throws IOException, InterruptedException {
        for (int server : cluster.running()) {
            cluster.awaitStarted(server);
        }
        copies.awaitSettled();
    }

    /** Moves a shard to the server without a copy, which becomes its primary, or its backup. Returns that server. */
    private int moveAway(int shard, boolean primary) throws IOException, InterruptedException {
        List<Integer> owners = mover.owners(shard);
        int receiver = mover.other(shard);
        mover.move(shard, primary ? List.of(receiver, owners.get(0)) : List.of(owners.get(0), receiver));
        return receiver;
    }

    /** Moves the primary of a shard away, and all back after some work on a copy was met. */
    private void awayAndBack(int shard, Work aim, long laterMillis) throws IOException, InterruptedException {
        List<Integer> before = mover.owners(shard);
        int receiver = mover.other(shard);
        mover.move(shard, List.of(receiver, before.get(0)));
        await(aim == Work.MOVING ? receiver : before.get(1), aim);
        TimeUnit.MILLISECONDS.sleep(laterMillis);
        mover.move(shard, before);
    }

    /** Waits for work on a server, which is counted if it is met. */
    private void await(int server, Work work) throws InterruptedException {
        if (copies.await(server, work, AIM_MILLIS)) {
            hit = true;
            tally.failpoint(work.name().toLowerCase(Locale.ROOT));
        } else {
            tally.figure("aimsMissed", 1);
        }
    }

    /** Cancels moves, unless they are complete by then. Every second time the move is sent again at once: it must wait until the copies of the first one are deleted. */
    private void cancel(StrikePlan plan) throws IOException, InterruptedException {
        int shard = plan.shard();
        for (int i = 0; i < CANCELS; i++) {
            List<Integer> before = mover.owners(shard);
            int receiver = mover.other(shard);
            List<Integer> after = List.of(receiver, before.get(i % 2));
            mover.move(shard, after);
            await(receiver, Work.MOVING);
            TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
            boolean cancelled = mover.cancel();
            if (i % 2 == 1) {
                mover.move(shard, after);
                await(receiver, Work.MOVING); // before it the copies look settled, as those of the cancelled move
            }
            awaitServers();
            awaitOwners(shard, cancelled && i % 2 == 0 ? before : after);
        }
    }

    /** The client may learn the owners later than the servers. */
    private void awaitOwners(int shard, List<Integer> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AIM_MILLIS);
        while (!mover.owners(shard).equals(wanted)) {
            if (System.nanoTime() > deadline) {
                tally.violation(
                        "Shard " + shard + " is owned by " + mover.owners(shard) + " instead of " + wanted + ".");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Raises the copies of a shard, kills a server while they are filled, and lowers them again. */
    private void copies(StrikePlan plan) throws IOException, InterruptedException {
        int shard = plan.shard();
        List<Integer> before = mover.owners(shard);
        int receiver = mover.other(shard);
        List<Integer> all = List.of(before.get(0), before.get(1), receiver);
        mover.move(shard, all);
        await(receiver, Work.MOVING);
        TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
        int victim = plan.choice() % ShardCluster.SERVERS;
        kill(victim);
        cluster.start(victim);
        awaitServers();
        awaitOwners(shard, all);
        mover.move(shard, before);
        await(receiver, Work.RENTING);
    }

    private void moveAndKill(StrikePlan plan, int victim) throws IOException, InterruptedException {
        int receiver = moveAway(plan.shard(), plan.choice() % 2 == 0);
        await(receiver, Work.MOVING);
        TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
        kill(victim);
        cluster.start(victim);
    }

    private void kill(int victim) throws IOException, InterruptedException {
        cluster.requireAlive();
        load.operations().serverMissing(true);
        cluster.kill(victim);
        tally.fault();
    }

    private void join(StrikePlan plan) throws IOException, InterruptedException {
        cluster.start(ShardCluster.SPARE);
        int receiver = moveAway(plan.shard(), true);
        await(receiver, Work.MOVING);
        cluster.awaitStarted(ShardCluster.SPARE);
        cluster.changeBaseline();
        tally.fault();
        copies.awaitSettled();
        moveAway(plan.shard(), true);
        kill(ShardCluster.SPARE);
        cluster.changeBaseline();
    }

    private void twoOperators(int shard) throws IOException, InterruptedException {
        int other = (shard + 1) % ShardTables.SHARDS;
        FutureTask<Void> second = new FutureTask<>(() -> {
            operate(other);
            return null;
        });
        Daemons.thread(second).start();
        operate(shard);
        try {
            second.get();
        } catch (ExecutionException e) {
            throw new ClusterException("The second operator failed: " + e.getCause());
        }
    }

    private void operate(int shard) throws IOException, InterruptedException {
        for (int i = 0; i < MOVES_OF_AN_OPERATOR; i++) {
            await(moveAway(shard, true), Work.MOVING);
        }
    }

    private void oldFile(StrikePlan plan) throws IOException, InterruptedException {
        int victim = mover.other(plan.shard());
        Path file = cluster.placementFile(victim);
        byte[] old = Files.exists(file) ? Files.readAllBytes(file) : null;
        await(moveAway(plan.shard(), true), Work.MOVING);
        awaitServers();
        kill(victim);
        if (old == null) {
            Files.delete(file);
        } else {
            Files.write(file, old);
        }
        cluster.start(victim);
    }

    private void fullRestart(StrikePlan plan) throws IOException, InterruptedException {
        await(moveAway(plan.shard(), plan.choice() % 2 == 0), Work.MOVING);
        TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
        cluster.requireAlive();
        load.operations().serverMissing(true);
        load.threads().gate().close(); // without a server each operation fails at once, and all keys would be unsure
        cluster.killAll();
        tally.fault();
        load.rest();
        cluster.startAll();
        load.connected();
    }

    private void baseline(StrikePlan plan) throws IOException, InterruptedException {
        int receiver = moveAway(plan.shard(), true);
        await(receiver, Work.MOVING);
        List<Integer> victims = new ArrayList<>(cluster.running());
        victims.remove(mover.owners(plan.shard()).get(0));
        int victim = victims.get(plan.choice() % victims.size());
        kill(victim);
        cluster.changeBaseline();
        tally.fault();
        TimeUnit.MILLISECONDS.sleep(plan.afterMillis());
        cluster.start(victim);
        cluster.awaitStarted(victim);
        cluster.changeBaseline();
    }

    private void splitAndMerge(int shard) throws IOException, InterruptedException {
        int receiver = moveAway(shard, true);
        ClusterShards shards = ClusterShards.of(cluster.client());
        String name = Mover.name(shard);
        await(receiver, Work.MOVING);
        shards.run(ShardOperation.split(name));
        shards.run(ShardOperation.merge(name + "0"));
    }
}
