package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.shard.placement.PlacementFormat;
import io.foreshard.shard.protocol.TopologyEvent.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A manager that moves partitions: it asks all servers whether they are settled (PREPARE), and then sends the change (ACTIVATE). It runs on some server and
 * remembers nothing if that one crashes (M8). Not thread-safe.
 */
final class ModelManager {
    private final ModelCluster cluster;
    private final Proposals proposals;
    private ModelServer host;
    private int process;
    private PlacementChange change;
    private boolean cancels;
    private TopologyVersion preparedAt;
    private List<List<String>> owners;
    private Deque<String> unasked;

    ModelManager(ModelCluster cluster) {
        this.cluster = cluster;
        this.proposals = new Proposals(cluster);
    }

    /** Does its next step: proposes a change, asks one server, or sends the change. */
    void step() {
        if (change == null) {
            propose();
        } else if (!host.isRunning() || host.process() != process || !preparedAt.equals(cluster.versionOf(host))) {
            change = null; // the host crashed, or saw that something happened
        } else if (!unasked.isEmpty()) {
            ask();
        } else {
            cluster.observations().step("activate", host.name(), change.baseVersion());
            if (cancels && !cluster.isSettled()) {
                cluster.observations().count("movesCancelled");
            }
            cluster.send(Kind.CHANGE, host.name(), PlacementFormat.bytes(change), preparedAt, owners.hashCode());
            change = null;
        }
    }

    private void propose() {
        List<ModelServer> hosts =
                cluster.running().stream().filter(ModelServer::isServing).toList();
        if (hosts.isEmpty() || !cluster.isActive() || cluster.random().nextInt(8) > 0) {
            return;
        }
        host = hosts.get(cluster.random().nextInt(hosts.size()));
        cancels = cluster.random().nextInt(4) == 0;
        change = (cancels ? Proposals.cancellation(host) : proposals.next(host)).orElse(null);
        if (change == null) {
            return;
        }
        process = host.process();
        preparedAt = cluster.versionOf(host);
        owners = Owners.of(host.history().newest().apply(change), cluster.baselineOf(host), cluster.cacheCopies());
        List<String> servers = new ArrayList<>(cluster.baseline());
        Collections.shuffle(servers, cluster.random());
        unasked = new ArrayDeque<>(
                cluster.safeguards().contains(cancels ? Safeguard.SETTLED_TO_CANCEL : Safeguard.SETTLED)
                        ? servers
                        : List.of());
        cluster.observations().step("prepare", host.name(), change.baseVersion());
    }

    private void ask() {
        ModelServer server = cluster.server(unasked.poll());
        boolean settled = cancels ? server.hasNoPartOf(owners, cluster.events()) : server.isSettled(cluster.events());
        boolean ready = settled && cluster.versionOf(server).equals(preparedAt);
        if (!ready) {
            cluster.observations().count("busyServers");
            change = null;
        }
    }
}
