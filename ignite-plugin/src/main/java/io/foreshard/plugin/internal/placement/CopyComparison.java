package io.foreshard.plugin.internal.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteInterruptedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.lang.IgniteFuture;

/**
 * Compares all copies of some partitions on all servers (invariant M7 of docs/sharding.md), while they are read and written: the rows of hot copies, the number of rows if a copy has remote pages. Used by one thread; waits
 * for the servers.
 */
final class CopyComparison {
    private static final int PARTITIONS_PER_REQUEST = 64;
    private static final int ROWS_PER_REQUEST = 200_000;
    private static final Duration ANSWER = Duration.ofMinutes(2);
    /** Pauses between the comparisons of copies that differ, in seconds: longer than a backup is behind. */
    private static final List<Integer> PAUSES = List.of(1, 2, 4, 8);

    private final Ignite ignite;
    private final ClusterPlacement placement;
    private final AffinityTopologyVersion version;
    private final List<String> differences = new ArrayList<>();

    private CopyComparison(Ignite ignite, ClusterPlacement placement) {
        this.ignite = ignite;
        this.placement = placement;
        this.version = placement.topologyVersion();
    }

    /**
     * Returns each partition of a table whose copies differ, as a sentence; empty if the topology changed or a server did not answer.
     *
     * @param partitions their numbers
     */
    static Optional<List<String>> differences(Ignite ignite, ClusterPlacement placement, int[] partitions) {
        CopyComparison comparison = new CopyComparison(ignite, placement);
        try {
            for (int first = 0; first < partitions.length; first += PARTITIONS_PER_REQUEST) {
                comparison.compare(Arrays.copyOfRange(
                        partitions, first, Math.min(partitions.length, first + PARTITIONS_PER_REQUEST)));
            }
            return comparison.isSettled() ? Optional.of(comparison.differences) : Optional.empty();
        } catch (IgniteInterruptedException e) {
            throw e;
        } catch (IgniteException e) {
            return Optional.empty();
        }
    }

    private boolean isSettled() {
        return version.equals(placement.topologyVersion());
    }

    private void compare(int[] partitions) {
        Map<Long, Map<ClusterNode, CopyDigest>> copies = new TreeMap<>();
        ask(ignite.cluster().forServers().nodes(), new DigestCopies(partitions)).forEach((server, digests) -> {
            for (CopyDigest digest : digests) {
                copies.computeIfAbsent((long) digest.group() << 32 | digest.partition(), key -> new LinkedHashMap<>())
                        .put(server, digest);
            }
        });
        copies.values().stream().filter(digests -> !areEqual(digests)).forEach(this::compareAgain);
    }

    private static boolean areEqual(Map<ClusterNode, CopyDigest> digests) {
        boolean cold = digests.values().stream().anyMatch(CopyDigest::isCold);
        return digests.values().stream()
                        .map(digest -> cold ? digest.rows() : digest.hash())
                        .distinct()
                        .count()
                == 1;
    }

    /** Looks at copies that differ: those that are written to differ at each moment. */
    private void compareAgain(Map<ClusterNode, CopyDigest> digests) {
        CopyDigest first = digests.values().iterator().next();
        long wrong = digests.values().stream().anyMatch(CopyDigest::isCold)
                ? coldDifference(digests)
                : hotDifference(digests);
        if (wrong > 0) {
            differences.add("The copies of partition " + first.partition() + " of table " + table(first.group())
                    + " on the servers "
                    + digests.keySet().stream()
                            .map(server -> server.consistentId().toString())
                            .toList()
                    + " differ in " + wrong + " rows.");
        }
    }

    private String table(int groupId) {
        CacheGroupContext group = ((IgniteEx) ignite).context().cache().cacheGroup(groupId);
        return group == null ? "" + groupId : group.cacheOrGroupName();
    }

    private long hotDifference(Map<ClusterNode, CopyDigest> digests) {
        CopyDigest first = digests.values().iterator().next();
        long rows = digests.values().stream().mapToLong(CopyDigest::rows).max().orElse(0);
        int slices = Math.toIntExact(rows / ROWS_PER_REQUEST + 1);
        long wrong = 0;
        for (int slice = 0; slice < slices; slice++) {
            RowDifferences rowsThatDiffer = new RowDifferences();
            IgniteCallable<long[]> task = new HashRows(first.group(), first.partition(), slice, slices);
            rowsThatDiffer.compare(new ArrayList<>(ask(digests.keySet(), task).values()));
            for (int i = 0; i < PAUSES.size() && rowsThatDiffer.size() > 0; i++) {
                pause(PAUSES.get(i));
                rowsThatDiffer.compare(
                        new ArrayList<>(ask(digests.keySet(), task).values()));
            }
            wrong += rowsThatDiffer.size();
        }
        return wrong;
    }

    /** Returns the difference of the numbers of rows if it stays the same, else 0. */
    private long coldDifference(Map<ClusterNode, CopyDigest> digests) {
        CopyDigest first = digests.values().iterator().next();
        List<Long> before = rows(digests.values());
        for (int pause : PAUSES) {
            pause(pause);
            List<CopyDigest> again =
                    ask(digests.keySet(), new DigestCopies(new int[] {first.partition()})).values().stream()
                            .flatMap(List::stream)
                            .filter(digest -> digest.group() == first.group())
                            .toList();
            if (!rows(again).equals(before)) {
                return 0;
            }
        }
        return before.stream().mapToLong(Long::longValue).max().orElse(0)
                - before.stream().mapToLong(Long::longValue).min().orElse(0);
    }

    private static List<Long> rows(Collection<CopyDigest> digests) {
        return digests.stream().map(CopyDigest::rows).toList();
    }

    /** Returns the answers of servers, in their order. */
    private <T> Map<ClusterNode, T> ask(Collection<ClusterNode> servers, IgniteCallable<T> task) {
        if (!isSettled()) {
            throw new IgniteException("The topology changed.");
        }
        Map<ClusterNode, IgniteFuture<T>> questions = new LinkedHashMap<>();
        servers.forEach(server -> questions.put(
                server, ignite.compute(ignite.cluster().forNode(server)).callAsync(task)));
        Map<ClusterNode, T> answers = new LinkedHashMap<>();
        questions.forEach((server, question) -> {
            T answer = question.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new IgniteException("The copy is not complete any more.");
            }
            answers.put(server, answer);
        });
        return answers;
    }

    private static void pause(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IgniteInterruptedException(e);
        }
    }
}
