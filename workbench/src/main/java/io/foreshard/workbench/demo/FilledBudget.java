package io.foreshard.workbench.demo;

import io.foreshard.tier.TierSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.ignite.configuration.DataStorageConfiguration;

/** The local budget of the servers when all data was made local: waits until they have released what does not fit, and asks them why the rest stays. Not thread-safe. */
final class FilledBudget {
    /** Smallest value of {@code tier.localBytes}. */
    private static final long LEAST_BYTES = 16L << 20;
    /** Time of the trace that passes after the reads: units that were accessed a moment ago are not released. */
    private static final Duration PASSED = Duration.ofMinutes(15);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_MILLIS = 100;

    private final DemoCluster cluster;
    private final ReplayClock clock;
    private final long budgetBytes;

    /** @param budgetBytes {@code tier.localBytes} of each server */
    FilledBudget(DemoCluster cluster, ReplayClock clock, long budgetBytes) {
        this.cluster = cluster;
        this.clock = clock;
        this.budgetBytes = budgetBytes;
    }

    /** Returns a budget for each server that the data does not fit in: half of it, unless that is below the smallest budget. */
    static long bytes(long dataBytes) {
        return Math.max(LEAST_BYTES, dataBytes / 2 / DemoCluster.SERVERS);
    }

    /**
     * The state of all servers, as of their last look at their partitions.
     *
     * @param localBytes local bytes of each server
     * @param remoteBytes remote bytes of all servers
     * @param reasonBytes local bytes of all servers by the reason why they are local
     */
    private record Residence(List<Long> localBytes, long remoteBytes, Map<String, Long> reasonBytes) {
        long allLocalBytes() {
            return localBytes.stream().mapToLong(Long::longValue).sum();
        }
    }

    DemoReport.Budget release() throws InterruptedException {
        Residence filled = await(present -> present.remoteBytes() == remoteBytes());
        clock.advanceTo(clock.instant().plus(PASSED));
        Residence released =
                await(present -> present.localBytes().stream().allMatch(bytes -> bytes > 0 && bytes <= budgetBytes));
        return new DemoReport.Budget(
                budgetBytes * DemoCluster.SERVERS,
                filled.allLocalBytes(),
                cluster.releasedPages() * DataStorageConfiguration.DFLT_PAGE_SIZE,
                released.allLocalBytes(),
                released.reasonBytes());
    }

    private Residence await(Predicate<Residence> wanted) throws InterruptedException {
        long begin = System.nanoTime();
        Residence present = residence();
        while (!wanted.test(present) && System.nanoTime() - begin < PATIENCE_NANOS) {
            Thread.sleep(PAUSE_MILLIS);
            present = residence();
        }
        return present;
    }

    private long remoteBytes() {
        return cluster.servers().stream()
                .flatMap(server -> server.tier().sizes().values().stream())
                .mapToLong(TierSize::remoteBytes)
                .sum();
    }

    private Residence residence() {
        List<Long> localBytes = new ArrayList<>();
        Map<String, Long> reasonBytes = new TreeMap<>();
        long remoteBytes = 0;
        for (int server = 0; server < DemoCluster.SERVERS; server++) {
            long local = 0;
            for (List<?> row : cluster.query(
                    server,
                    "SELECT COALESCE(LOCAL_ONLY_REASON, REASON), LOCAL_ONLY_BYTES, COALESCE(BOTH_REASON, REASON), BOTH_BYTES,"
                            + " REMOTE_BYTES FROM SYS.TIER_PARTITIONS")) {
                local += (Long) row.get(1) + (Long) row.get(3);
                reasonBytes.merge((String) row.get(0), (Long) row.get(1), Long::sum);
                reasonBytes.merge((String) row.get(2), (Long) row.get(3), Long::sum);
                remoteBytes += (Long) row.get(4);
            }
            localBytes.add(local);
        }
        return new Residence(localBytes, remoteBytes, reasonBytes);
    }
}
