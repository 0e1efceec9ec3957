package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementFormat;
import io.foreshard.shard.protocol.TopologyEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The servers, the ordered events of discovery and their exchanges. Not thread-safe. */
final class ModelCluster {
    static final int PARTITIONS = 8;

    private final Random random;
    private final Set<Safeguard> safeguards;
    private final Observations observations;
    private final int cacheCopies;
    private final Map<String, ModelServer> servers = new TreeMap<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Map<TopologyVersion, List<List<String>>> assignments = new HashMap<>();
    private Set<String> baseline;
    private Set<String> alive = Set.of();
    private boolean active;
    private TopologyVersion version = TopologyVersion.ZERO;
    private long newestServed;

    ModelCluster(Random random, Set<Safeguard> safeguards, Observations observations) {
        this.random = random;
        this.safeguards = safeguards;
        this.observations = observations;
        this.cacheCopies = 1 + random.nextInt(3);
        this.baseline = new TreeSet<>();
        for (int server = 0; server < 3 + random.nextInt(2); server++) {
            baseline.add(add().name());
        }
        List<List<String>> owners = Owners.of(Placement.rendezvous(PARTITIONS), baseline, cacheCopies);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (String owner : owners.get(partition)) {
                servers.get(owner).put(partition, PartitionCopy.first());
            }
        }
        List.copyOf(baseline).forEach(this::start);
    }

    private ModelServer add() {
        String name = "s" + servers.size();
        ModelServer server = new ModelServer(name, PARTITIONS, cacheCopies, safeguards);
        servers.put(name, server);
        return server;
    }

    /** Adds an empty server that is not in the baseline, and returns its name. */
    String addServer() {
        String name = add().name();
        start(name);
        return name;
    }

    Random random() {
        return random;
    }

    Set<Safeguard> safeguards() {
        return safeguards;
    }

    Observations observations() {
        return observations;
    }

    int cacheCopies() {
        return cacheCopies;
    }

    Set<String> baseline() {
        return baseline;
    }

    boolean isActive() {
        return active;
    }

    int events() {
        return exchanges.size();
    }

    ModelServer server(String name) {
        return servers.get(name);
    }

    List<ModelServer> running() {
        return servers.values().stream().filter(ModelServer::isRunning).toList();
    }

    List<ModelServer> stopped() {
        return servers.values().stream().filter(server -> !server.isRunning()).toList();
    }

    /** Returns the server that is oldest by name among those that run: the coordinator; null if none runs. */
    ModelServer coordinator() {
        return running().stream().findFirst().orElse(null);
    }

    /** Starts a server from its disk. */
    void start(String name) {
        ModelServer server = servers.get(name);
        ModelServer coordinator = coordinator();
        PlacementHistory history = null;
        server.start(events());
        if (coordinator != null && safeguards.contains(Safeguard.JOIN_DATA)) {
            while (coordinator.delivered() < events()) {
                deliver(coordinator);
            }
            history = coordinator.history();
            boolean newer =
                    server.history().newest().version() > history.newest().version();
            if (newer && active) {
                server.stop(random);
                observations.count("refusedJoins");
                return;
            }
            history = newer ? null : history.copy();
        }
        observations.step("start", name, version.major());
        append(Kind.JOIN, name, PlacementFormat.bytes(server.history().newest()), TopologyVersion.ZERO, 0, history);
        if (!active && alive.containsAll(baseline)) {
            active = true;
            send(Kind.ACTIVATION, name, new byte[0], version, 0);
        }
    }

    void crash(ModelServer server) {
        observations.step("crash", server.name(), server.ended());
        observations.count("crashes");
        if (running().stream().anyMatch(other -> !other.isSettled(events()))) {
            observations.count("crashesInFlight");
        }
        server.stop(random);
        if (running().isEmpty()) {
            exchanges.clear();
            assignments.clear();
            alive = Set.of();
            active = false;
            version = TopologyVersion.ZERO;
        } else {
            append(Kind.LEAVE, server.name(), new byte[0], TopologyVersion.ZERO, 0, null);
        }
    }

    void changeBaseline(Set<String> next) {
        baseline = new TreeSet<>(next);
        send(Kind.BASELINE, next.toString(), new byte[0], version, 0);
    }

    /** Sends a message to all servers, in the order of discovery. */
    void send(Kind kind, String sender, byte[] bytes, TopologyVersion preparedAt, int ownersHash) {
        append(kind, sender, bytes, preparedAt, ownersHash, null);
    }

    private void append(
            Kind kind, String server, byte[] bytes, TopologyVersion preparedAt, int hash, PlacementHistory history) {
        boolean servers = kind == Kind.JOIN || kind == Kind.LEAVE;
        version = servers
                ? new TopologyVersion(version.major() + 1, 0)
                : new TopologyVersion(version.major(), version.minor() + 1);
        alive = running().stream().map(ModelServer::name).collect(Collectors.toUnmodifiableSet());
        exchanges.add(new Exchange(new TopologyEvent(
                kind, version, alive, Set.copyOf(baseline), active, server, bytes, preparedAt, hash, history)));
        observations.count(kind.label());
    }

    /** Lets discovery on a server handle its next event. */
    boolean deliver(ModelServer server) {
        if (!server.isRunning() || server.delivered() == events()) {
            return false;
        }
        server.deliver(exchanges.get(server.delivered()).event());
        return true;
    }

    /** Lets a server begin its next exchange, if discovery has handled the event and the exchange before is done. */
    boolean begin(ModelServer server) {
        int next = server.begun();
        if (!server.isRunning() || next == server.delivered() || server.ended() < next) {
            return false;
        }
        Exchange exchange = exchanges.get(next);
        observations.step("begin", server.name(), next);
        if (!server.begin(exchange.event())) {
            observations.violate(
                    Violation.STOPPED_SERVER,
                    server.name() + " stops: its owners differ from those of the sender of change "
                            + exchange.event().version());
            crash(server);
            return true;
        }
        exchange.join(server.name());
        return true;
    }

    /** Lets a server end its exchange, if all servers of the exchange that are still alive take part. */
    boolean end(ModelServer server) {
        int number = server.ended();
        if (!server.isRunning() || server.begun() == number) {
            return false;
        }
        Exchange exchange = exchanges.get(number);
        if (!exchange.isDecided()) {
            Map<String, ModelServer> present = running().stream()
                    .filter(other -> other.takesPartIn(number))
                    .collect(Collectors.toMap(ModelServer::name, other -> other));
            if (!exchange.hasJoined(present.keySet())) {
                return false;
            }
            decide(exchange, number, present);
        }
        server.end(exchange);
        observations.step("end", server.name(), number);
        if (exchange.event().active()) {
            newestServed = Math.max(
                    newestServed,
                    server.history().at(exchange.event().version()).version());
            compareOwners(exchange.event().version(), server);
        }
        return true;
    }

    private void decide(Exchange exchange, int number, Map<String, ModelServer> present) {
        int before = lastServed(number);
        Set<String> served = present.values().stream()
                .filter(server -> before >= 0 && server.takesPartIn(before))
                .map(ModelServer::name)
                .collect(Collectors.toSet());
        List<List<String>> owners = before < 0
                ? null
                : assignments.get(exchanges.get(before).event().version());
        exchange.decide(
                present,
                served,
                PARTITIONS,
                partition -> servers.values().stream()
                        .filter(server -> !present.containsKey(server.name()))
                        .map(server -> server.copy(partition))
                        .anyMatch(copy -> copy != null && copy.isOwning()),
                partition -> owners == null || owners.get(partition).isEmpty()
                        ? null
                        : owners.get(partition).get(0));
    }

    /** Returns the last exchange before a number that a server has ended on an active cluster; -1 if there is none. */
    private int lastServed(int number) {
        for (int earlier = number - 1; earlier >= 0; earlier--) {
            Exchange exchange = exchanges.get(earlier);
            if (exchange.isDecided() && exchange.event().active()) {
                return earlier;
            }
        }
        return -1;
    }

    /** All servers compute the same owners for a topology version. */
    private void compareOwners(TopologyVersion at, ModelServer server) {
        List<List<String>> owners = assignments.computeIfAbsent(at, key -> server.serving());
        if (!owners.equals(server.serving())) {
            observations.violate(
                    Violation.DIFFERENT_OWNERS,
                    server.name() + " computed " + server.serving() + " for topology version " + at
                            + ", another server " + owners);
            assignments.put(at, server.serving());
        }
    }

    /** The coordinator switches the primaries to the intended owners when all of these are complete. */
    boolean switchOwners() {
        ModelServer coordinator = coordinator();
        if (coordinator == null || !coordinator.isServing() || coordinator.ended() < events()) {
            return false;
        }
        List<List<String>> intended = coordinator.intended();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (String owner : intended.get(partition)) {
                ModelServer server = servers.get(owner);
                if (server.isRunning() && !hasAllRows(server, partition)) {
                    return false;
                }
            }
        }
        List<List<String>> present = intended.stream()
                .map(owners -> owners.stream().filter(alive::contains).toList())
                .toList();
        if (present.equals(coordinator.serving())
                || coordinator.serving().stream().anyMatch(List::isEmpty)) {
            return false;
        }
        send(Kind.LATE_OWNERS, coordinator.name(), new byte[0], version, 0);
        return true;
    }

    /** Returns whether a server owns a complete copy, and takes part in no exchange that could say otherwise. */
    boolean hasAllRows(ModelServer server, int partition) {
        return server.isServing() && server.ended() == events() && server.hasCompleteCopy(partition);
    }

    /** Returns the newest version of the placement that a server has served. */
    long newestServed() {
        return newestServed;
    }

    /** Returns the topology version that a server serves. */
    TopologyVersion versionOf(ModelServer server) {
        return server.ended() == 0
                ? TopologyVersion.ZERO
                : exchanges.get(server.ended() - 1).event().version();
    }

    /** Returns the baseline of the topology version that a server serves. */
    Set<String> baselineOf(ModelServer server) {
        return exchanges.get(server.ended() - 1).event().baseline();
    }

    /** Returns whether a change of the placement is the last event. */
    boolean isChanging() {
        return events() > 0 && exchanges.get(events() - 1).event().kind() == Kind.CHANGE;
    }

    /** Returns whether all servers of the baseline are there and settled (M4). */
    boolean isSettled() {
        return active
                && running().stream().allMatch(server -> server.isSettled(events()))
                && baseline.stream().allMatch(name -> servers.get(name).isRunning());
    }
}
