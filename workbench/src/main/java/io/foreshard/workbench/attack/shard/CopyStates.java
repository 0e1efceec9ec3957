package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.ClusterException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientException;
import org.apache.ignite.client.IgniteClient;

/** The states of the copies of the attack's caches, as each server sees its own. Used by one thread. */
final class CopyStates {
    private static final long SETTLED_SECONDS = 120;
    private static final long POLL_MILLIS = 10;
    private static final long SETTLED_POLL_MILLIS = 200;
    private static final int QUIET_POLLS = 5;
    private static final long QUIET_POLL_MILLIS = 200;
    private static final String QUERY = "SELECT DISTINCT S.STATE FROM SYS.PARTITION_STATES S JOIN SYS.CACHE_GROUPS G "
            + "ON S.CACHE_GROUP_ID = G.CACHE_GROUP_ID WHERE G.CACHE_GROUP_NAME LIKE 'attack%' AND S.STATE IN ('MOVING', 'RENTING', 'LOST')";

    private final ShardCluster cluster;

    /** The work on copies that a fault can meet. */
    enum Work {
        /** A copy is filled. */
        MOVING,
        /** A copy is cleared. */
        RENTING
    }

    CopyStates(ShardCluster cluster) {
        this.cluster = cluster;
    }

    /** Returns the work that is in flight on a server at this moment; none if it does not answer. */
    Set<Work> inFlight(int server) {
        Set<Work> work = EnumSet.noneOf(Work.class);
        states(server).stream()
                .filter(state -> !state.equals("LOST"))
                .map(Work::valueOf)
                .forEach(work::add);
        return work;
    }

    /** Waits until one kind of work is in flight on a server; returns false if that is not seen within a time. */
    boolean await(int server, Work work, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!inFlight(server).contains(work)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** Waits until no copy of a server is filled; returns false if that takes longer than a time. */
    boolean awaitFilled(int server, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (inFlight(server).contains(Work.MOVING)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    private Set<String> states(int server) {
        Set<String> states = new HashSet<>();
        try (IgniteClient client = cluster.openThin(server)) {
            for (List<?> row : client.query(new SqlFieldsQuery(QUERY)).getAll()) {
                states.add(row.get(0).toString());
            }
        } catch (ClientException e) {
            return Set.of(); // it starts, or handles the loss of another server
        }
        return states;
    }

    /**
     * Waits until all copies are complete, all others are deleted, and the intended owners serve.
     *
     * @throws ClusterException if a server ends, or it takes too long
     */
    void awaitSettled() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLED_SECONDS);
        String obstacle = obstacle();
        while (!obstacle.isEmpty()) {
            cluster.requireAlive();
            if (obstacle.contains("LOST")) {
                throw new ClusterException("Partitions are lost although each had two owners: " + obstacle);
            }
            if (System.nanoTime() > deadline) {
                cluster.dumpStacks();
                throw new ClusterException("The copies are not settled after " + SETTLED_SECONDS + " s: " + obstacle);
            }
            TimeUnit.MILLISECONDS.sleep(SETTLED_POLL_MILLIS);
            obstacle = obstacle();
        }
    }

    /** Waits until no copy is filled or cleared, without asking who the owners are. */
    void awaitQuiet() throws IOException, InterruptedException {
        for (int quiet = 0; quiet < QUIET_POLLS; quiet++) {
            for (int server : cluster.running()) {
                if (!states(server).isEmpty()) {
                    quiet = 0;
                }
            }
            cluster.requireAlive();
            TimeUnit.MILLISECONDS.sleep(QUIET_POLL_MILLIS);
        }
    }

    /** Returns why copies are not settled; empty if they are. */
    private String obstacle() {
        try {
            for (int server : cluster.running()) {
                Set<String> states = states(server);
                if (!states.isEmpty()) {
                    return ShardNode.name(server) + " has copies that are " + states;
                }
                if (!cluster.client()
                        .compute(cluster.client().cluster().forNode(cluster.node(server)))
                        .call(new OwnersReady())) {
                    return ShardNode.name(server) + " does not use the intended owners yet";
                }
            }
        } catch (IgniteException | ClusterException e) {
            return e.toString();
        }
        return "";
    }
}
