package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardOperation;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;

/** Moves shards to other owners, by the servers. Thread-safe. */
final class Mover {
    private static final long PATIENCE_SECONDS = 120;
    private static final long POLL_MILLIS = 200;

    private final ShardCluster cluster;
    private final Tally tally;
    private final boolean prepared;

    /** @param prepared whether servers refuse a move until their copies are settled */
    Mover(ShardCluster cluster, Tally tally, boolean prepared) {
        this.cluster = cluster;
        this.tally = tally;
        this.prepared = prepared;
    }

    /** Returns the numbers of the servers that own a shard, the primary first. */
    List<Integer> owners(int shard) {
        return cluster
                .client()
                .affinity(ShardTables.ATOMIC)
                .mapPartitionToPrimaryAndBackups(shard * ShardTables.SHARD_PARTITIONS)
                .stream()
                .map(ShardCluster::number)
                .toList();
    }

    /** Returns a server of the first baseline that does not own a shard. */
    int other(int shard) {
        List<Integer> owners = owners(shard);
        for (int number = 0; number < ShardCluster.SERVERS; number++) {
            if (!owners.contains(number)) {
                return number;
            }
        }
        throw new ClusterException("Shard " + shard + " is owned by all servers: " + owners);
    }

    /**
     * Begins a move, and returns when the servers have accepted it.
     *
     * @param owners the primary first; if they are more than the copies of the tables, each of them gets one
     * @throws ClusterException if they refuse it for too long
     */
    void move(int shard, List<Integer> owners) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (String obstacle = tryMove(shard, owners); !obstacle.isEmpty(); obstacle = tryMove(shard, owners)) {
            tally.figure("movesRefused", 1);
            cluster.requireAlive();
            if (System.nanoTime() > deadline) {
                cluster.dumpStacks();
                throw new ClusterException("A move of shard " + shard + " to " + owners + " was refused for "
                        + PATIENCE_SECONDS + " s: " + obstacle);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        tally.figure("moves", 1);
    }

    /** Cancels the move that is under way; returns false if the servers refuse it. */
    boolean cancel() {
        try {
            ClusterShards.of(cluster.client()).run(ShardOperation.cancelMove());
            tally.figure("cancels", 1);
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            tally.figure("cancelsRefused", 1); // too early, or the move is complete
            return false;
        }
    }

    /** Returns why the servers refuse a move; empty if they accept it. */
    private String tryMove(int shard, List<Integer> owners) {
        List<String> names = owners.stream().map(ShardNode::name).toList();
        try {
            if (prepared) {
                ShardOperation move = ShardOperation.move(name(shard), names);
                ClusterShards.of(cluster.client())
                        .run(names.size() > ShardTables.COPIES ? move.copies(names.size()) : move);
                return "";
            }
            return sendUnprepared(shard, names) ? "" : "an exchange is under way";
        } catch (IllegalStateException | IgniteException e) {
            return e.toString(); // the copies are not settled, or a server left
        }
    }

    private boolean sendUnprepared(int shard, List<String> names) {
        Ignite client = cluster.client();
        return client.compute(client.cluster().forServers().forOldest())
                .call(new MoveJob(shard * ShardTables.SHARD_PARTITIONS, ShardTables.SHARD_PARTITIONS, names));
    }

    /** Returns the name of a shard. */
    static String name(int shard) {
        int bits = Integer.numberOfTrailingZeros(ShardTables.PARTITIONS / ShardTables.SHARD_PARTITIONS);
        return Integer.toBinaryString(1 << bits | shard).substring(1);
    }
}
