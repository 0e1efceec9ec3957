package io.foreshard.workbench.attack.outage;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.ClientException;

/** The owners of the partitions of a cluster. Has no state. */
final class Owners {
    private static final long LONGEST_SECONDS = 900;
    private static final long POLL_MILLIS = 50;

    private Owners() {}

    /**
     * Waits until all partitions are owned by all of their owners.
     *
     * @throws OutageException if it takes too long, or a server has ended
     */
    static void await(OutageCluster cluster) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        String state = state(cluster);
        while (!state.isEmpty()) {
            cluster.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new OutageException("Partitions miss an owner after " + LONGEST_SECONDS + " s: " + state);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            state = state(cluster);
        }
    }

    /** Returns the states of partitions that move or are lost; empty if there are none. */
    private static String state(OutageCluster cluster) {
        try {
            if (OutageCluster.count(cluster.thin(), "SELECT COUNT(DISTINCT NODE_ID) FROM SYS.PARTITION_STATES")
                    != cluster.servers().size()) {
                return "a server owns no partitions";
            }
            List<List<?>> others = cluster.thin()
                    .query(
                            new SqlFieldsQuery(
                                    "SELECT STATE, COUNT(*) FROM SYS.PARTITION_STATES WHERE STATE IN ('MOVING', 'RENTING', 'LOST') GROUP BY STATE"))
                    .getAll();
            return others.isEmpty() ? "" : others.toString();
        } catch (ClientException e) {
            return e.toString();
        }
    }
}
