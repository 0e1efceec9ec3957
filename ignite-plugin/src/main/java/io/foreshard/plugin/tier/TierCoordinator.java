package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.NodeReport.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ignite.IgniteException;
import org.apache.ignite.client.ClientConnectionException;
import org.apache.ignite.client.ClientException;

/** Sends tasks to servers, polls them, and gathers their reports. Thread-safe. */
final class TierCoordinator implements ClusterTier {
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    /** Longer than a pause of garbage collection; a server that fails is removed from the cluster sooner. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final Servers servers;

    TierCoordinator(Servers servers) {
        this.servers = servers;
    }

    @Override
    public TierReport run(TierTask task, Consumer<TierReport> progress) {
        Map<UUID, String> wanted = wanted(task.nodes());
        Map<UUID, NodeReport> reports = new HashMap<>();
        wanted.forEach((node, name) -> reports.put(node, asked(node, name, service -> service.start(task))));
        refuseIfUseless(reports);
        Map<UUID, Long> answered = new HashMap<>();
        long pause = FIRST_PAUSE_MILLIS;
        while (reports.values().stream().anyMatch(report -> !report.state().isEnd())) {
            progress.accept(report(task.id(), reports));
            pause(task, pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            Map<UUID, String> present = servers.names();
            reports.replaceAll((node, last) ->
                    last.state().isEnd() ? last : polled(task.id(), node, last, present.containsKey(node), answered));
        }
        return report(task.id(), reports);
    }

    @Override
    public TierReport cancel(UUID task) {
        Map<UUID, NodeReport> reports = new HashMap<>();
        wanted(List.of())
                .forEach((node, name) -> reports.put(node, asked(node, name, service -> service.cancel(task))));
        refuseIfUseless(reports);
        reports.values().removeIf(report -> report.state() == State.REFUSED);
        return report(task, reports);
    }

    private Map<UUID, String> wanted(List<String> names) {
        if (!servers.isActive()) {
            throw new IllegalStateException(
                    "The cluster is inactive: activate it first, then its servers open their partitions.");
        }
        Map<UUID, String> present = servers.names();
        for (String name : names) {
            if (present.entrySet().stream().noneMatch(server -> isNamed(server, name))) {
                throw new IllegalArgumentException("There is no server '" + name + "'; the servers are: "
                        + String.join(", ", present.values().stream().sorted().toList()) + ".");
            }
        }
        if (!names.isEmpty()) {
            present.entrySet().removeIf(server -> names.stream().noneMatch(name -> isNamed(server, name)));
        }
        return present;
    }

    private static boolean isNamed(Map.Entry<UUID, String> server, String name) {
        return server.getValue().equals(name) || server.getKey().toString().equals(name);
    }

    private NodeReport asked(UUID node, String name, Function<TierService, NodeReport> call) {
        try {
            return call.apply(servers.service(node));
        } catch (ClientConnectionException e) {
            throw e; // the connection of this client, not a server
        } catch (IgniteException | ClientException e) {
            return NodeReport.of(name, State.SILENT, "The server did not answer: " + e.getMessage());
        }
    }

    private NodeReport polled(UUID task, UUID node, NodeReport last, boolean isPresent, Map<UUID, Long> answered) {
        if (!isPresent) {
            return last.ended(
                    State.LEFT,
                    "The server left the cluster; partitions done before stay as they are, run the operation again"
                            + " when it has joined.");
        }
        NodeReport report = asked(node, last.node(), service -> service.poll(task));
        long now = System.nanoTime();
        if (report.state() != State.SILENT) {
            answered.put(node, now);
            return report;
        }
        long since = answered.computeIfAbsent(node, unused -> now);
        return now - since < LONGEST_SILENCE.toNanos()
                ? last
                : last.ended(State.SILENT, String.join(" ", report.messages()));
    }

    private void pause(TierTask task, long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            cancel(task.id());
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted: the operation " + task.id() + " is cancelled.");
        }
    }

    private static void refuseIfUseless(Map<UUID, NodeReport> reports) {
        throwIfAll(State.REFUSED, reports, IllegalArgumentException::new);
        throwIfAll(State.NO_TIER, reports, IllegalStateException::new);
    }

    private static void throwIfAll(
            State state, Map<UUID, NodeReport> reports, Function<String, RuntimeException> exception) {
        if (reports.values().stream().allMatch(report -> report.state() == state)) {
            List<String> sentences = reports.values().stream()
                    .flatMap(report -> report.messages().stream())
                    .distinct()
                    .sorted()
                    .toList();
            throw exception.apply(String.join(" ", sentences));
        }
    }

    private static TierReport report(UUID task, Map<UUID, NodeReport> reports) {
        Map<String, NodeReport> sorted = new TreeMap<>();
        reports.forEach((node, report) -> sorted.put(report.node() + ' ' + node, report));
        return new TierReport(task, sorted.values());
    }
}
