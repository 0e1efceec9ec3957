package io.foreshard.shard.protocol;

import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementChange;
import io.foreshard.shard.placement.PlacementFormat;
import io.foreshard.shard.protocol.TopologyEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A server: its disk, which outlives the process, and the process. The thread of discovery and the thread of the exchanges work through the events at their own
 * pace. Not thread-safe.
 */
final class ModelServer {
    private final String name;
    private final Set<Safeguard> safeguards;
    private final int cacheCopies;
    private final PartitionCopy[] copies;
    private byte[] file;

    private int starts;
    private boolean running;
    private PlacementHistory history;
    private boolean fileIsOld;
    /** Events that discovery has handled, exchanges that have begun, exchanges that have ended. */
    private int startedAt;

    private int delivered;
    private int begun;
    private int ended;
    private Set<String> cachedBaseline;
    private List<List<String>> intended;
    private List<List<String>> serving;
    private boolean firstExchange;

    ModelServer(String name, int partitions, int cacheCopies, Set<Safeguard> safeguards) {
        this.name = name;
        this.safeguards = safeguards;
        this.cacheCopies = cacheCopies;
        this.copies = new PartitionCopy[partitions];
        this.file = PlacementFormat.bytes(Placement.rendezvous(partitions));
    }

    /** Starts the process from its disk. */
    void start(int events) {
        starts++;
        running = true;
        history = new PlacementHistory(PlacementFormat.placement(file));
        fileIsOld = false;
        startedAt = events;
        delivered = events;
        begun = events;
        ended = events;
        cachedBaseline = null;
        intended = null;
        serving = null;
        firstExchange = true;
    }

    void stop(Random random) {
        running = false;
        for (PartitionCopy copy : copies) {
            if (copy != null) {
                copy.crash(random);
            }
        }
    }

    String name() {
        return name;
    }

    /** Returns the number of the process: a restart changes it. */
    int process() {
        return starts;
    }

    boolean isRunning() {
        return running;
    }

    PlacementHistory history() {
        return history;
    }

    byte[] file() {
        return file;
    }

    void restoreFile(byte[] bytes) {
        file = bytes;
    }

    /** Returns whether this process takes part in an exchange: it was started before its event. */
    boolean takesPartIn(int exchange) {
        return running && startedAt <= exchange;
    }

    int delivered() {
        return delivered;
    }

    int begun() {
        return begun;
    }

    int ended() {
        return ended;
    }

    /** Returns whether the server is in no exchange, so that it serves and moves data. */
    boolean isServing() {
        return running && begun == ended && serving != null;
    }

    List<List<String>> intended() {
        return intended;
    }

    List<List<String>> serving() {
        return serving;
    }

    PartitionCopy copy(int partition) {
        return copies[partition];
    }

    void put(int partition, PartitionCopy copy) {
        copies[partition] = copy;
    }

    private boolean has(Safeguard safeguard) {
        return safeguards.contains(safeguard);
    }

    /** The thread of discovery handles the next event. */
    void deliver(TopologyEvent event) {
        delivered++;
        if (event.kind() == Kind.JOIN
                && event.history() != null
                && event.server().equals(name)) {
            history = event.history().copy();
            fileIsOld = true;
        } else if (event.kind() == Kind.JOIN && !event.active() && has(Safeguard.JOIN_DATA)) {
            Placement theirs = PlacementFormat.placement(event.bytes());
            if (theirs.version() > history.newest().version()) {
                history = new PlacementHistory(theirs);
                fileIsOld = true;
            }
        } else if (event.kind() == Kind.CHANGE) {
            apply(event);
        }
    }

    private void apply(TopologyEvent event) {
        PlacementChange change = PlacementFormat.change(event.bytes());
        Placement newest = history.newest();
        if (!isAccepted(event, change)) {
            return;
        }
        history.put(
                event.version(),
                newest.apply(new PlacementChange(newest.version(), change.partitions(), change.ranges())));
        fileIsOld = true;
    }

    private boolean isAccepted(TopologyEvent event, PlacementChange change) {
        return (event.followsPreparation() || !has(Safeguard.NOTHING_BETWEEN))
                && (change.baseVersion() == history.newest().version() || !has(Safeguard.BASE_VERSION));
    }

    /** Writes the newest placement to the disk. */
    void writeFile() {
        if (fileIsOld) {
            file = PlacementFormat.bytes(history.newest());
            fileIsOld = false;
        }
    }

    /**
     * The thread of the exchanges begins the exchange of the next event: the server stops serving, computes the owners and creates copies.
     *
     * @return false if the owners differ from those of the sender of a change: the server stops
     */
    boolean begin(TopologyEvent event) {
        begun++;
        if (has(Safeguard.FILE_FIRST)) {
            writeFile();
        }
        if (!event.active()) {
            return true;
        }
        if (intended == null || has(Safeguard.REASSIGNMENT) || !event.baseline().equals(cachedBaseline)) {
            Placement placement = has(Safeguard.PLACEMENT_OF_VERSION) ? history.at(event.version()) : history.newest();
            intended = Owners.of(placement, event.baseline(), cacheCopies);
            cachedBaseline = event.baseline();
        }
        boolean changed = event.kind() == Kind.CHANGE && history.hasChangedAt(event.version());
        if (changed && has(Safeguard.SAME_OWNERS) && intended.hashCode() != event.ownersHash()) {
            return false;
        }
        createCopies();
        return true;
    }

    private void createCopies() {
        boolean durable = has(Safeguard.ALL_ROWS_AFTER_CRASH);
        boolean allRows = durable || has(Safeguard.ALL_ROWS) && !firstExchange;
        for (int partition = 0; partition < copies.length; partition++) {
            if (intended.get(partition).contains(name)) {
                if (copies[partition] == null) {
                    copies[partition] = PartitionCopy.created();
                } else {
                    copies[partition].want(allRows, durable);
                }
            }
        }
    }

    /** The exchange ends: the server serves the owners of its version. */
    void end(Exchange exchange) {
        ended++;
        if (!exchange.event().active()) {
            return;
        }
        boolean switches = !has(Safeguard.LATE_OWNERS)
                || exchange.event().kind() == Kind.LATE_OWNERS
                        && exchange.event().followsPreparation();
        List<List<String>> owners = new ArrayList<>();
        for (int partition = 0; partition < copies.length; partition++) {
            owners.add(owners(exchange, partition, switches));
            PartitionCopy copy = copies[partition];
            if (copy != null) {
                copy.cancelDemand();
                if (copy.isOwning() && exchange.lags(name, partition)) {
                    copy.lag();
                }
            }
        }
        serving = owners;
        firstExchange = false;
    }

    /** Returns the owners of a partition that serve, the primary first; none if it is lost. */
    private List<String> owners(Exchange exchange, int partition, boolean switches) {
        Set<String> complete = exchange.owning(partition);
        if (complete.isEmpty()) {
            return List.of();
        }
        List<String> alive = intended.get(partition).stream()
                .filter(exchange.event().alive()::contains)
                .toList();
        List<String> owners = new ArrayList<>();
        owners.add(primary(exchange.previousPrimary(partition), complete, alive, switches));
        alive.stream().filter(owner -> !owners.contains(owner)).forEach(owners::add);
        return owners;
    }

    private String primary(String previous, Set<String> complete, List<String> alive, boolean switches) {
        if (!has(Safeguard.LATE_OWNERS) && !alive.isEmpty()) {
            return alive.get(0);
        }
        if (!switches && previous != null) {
            return previous;
        }
        return alive.stream()
                .filter(complete::contains)
                .findFirst()
                .orElseGet(() -> complete.stream().sorted().findFirst().orElseThrow());
    }

    /** Returns whether the server has a complete copy of a partition that is not lost. */
    boolean hasCompleteCopy(int partition) {
        PartitionCopy copy = copies[partition];
        return copy != null
                && copy.isOwning()
                && serving != null
                && !serving.get(partition).isEmpty();
    }

    /** Returns whether a move may begin (M4), as this server sees it: it serves the intended owners, and has exactly the copies that it owns, all complete. */
    boolean isSettled(int events) {
        if (!isServing() || ended != events || !Objects.equals(serving, intended)) {
            return false;
        }
        for (int partition = 0; partition < copies.length; partition++) {
            PartitionCopy copy = copies[partition];
            boolean owner = intended.get(partition).contains(name);
            if (owner ? copy == null || !copy.isOwning() || copy.isClearing() : copy != null) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a move back to some owners may cancel the last move (M4), as this server sees it: each copy that it would own is complete, or does not exist. */
    boolean hasNoPartOf(List<List<String>> owners, int events) {
        return isServing()
                && ended == events
                && IntStream.range(0, copies.length)
                        .filter(partition -> owners.get(partition).contains(name))
                        .mapToObj(partition -> copies[partition])
                        .allMatch(copy -> copy == null || copy.isOwning() && !copy.isClearing());
    }
}
