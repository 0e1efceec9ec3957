package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The garbage collection of one node: of its own namespace, and of those whose nodes left the baseline long ago. Owns no thread. Thread-safe. */
final class NodeGarbage {
    /** A collection of other namespaces lists the whole store. */
    private static final Duration COLLECTION_PERIOD = Duration.ofDays(1);

    private final NodeSpace space;
    private final Sweeper sweeper;
    private final NamespaceCollector collector;
    private final UnusedLogs logs;
    private final Residencies residencies;
    private final PartitionHost host;
    private final Clock clock;
    private final TierListener listener;
    private volatile Instant nextCollection;
    private volatile boolean holdsBorrowed;

    /**
     * @param grace time for which an object stays in the store after its last reference
     * @param ids returns random ids
     */
    NodeGarbage(
            NodeSpace space,
            ObjectStore store,
            PartitionHost host,
            Residencies residencies,
            References references,
            ImageReferences images,
            Clock clock,
            Duration grace,
            Supplier<UUID> ids,
            TierListener listener) {
        this.space = space;
        this.host = host;
        this.residencies = residencies;
        this.clock = clock;
        this.listener = listener;
        sweeper = new Sweeper(space.ownership(), store, references, images, clock, grace, listener);
        collector = new NamespaceCollector(store, space.ownership(), members(host), clock, grace, ids, listener);
        logs = new UnusedLogs(residencies, host, new DeadObjects(clock, grace), listener);
        nextCollection = clock.instant();
    }

    private static Members members(PartitionHost host) {
        return new Members() {
            @Override
            public String clusterId() {
                return host.node().clusterId();
            }

            @Override
            public Optional<Set<String>> baseline() {
                return host.baseline();
            }
        };
    }

    /** Adds objects that a residency has just ceased to name; sends no request. */
    void add(Collection<PageObject> objects, int pageBytes) {
        for (PageObject object : objects) {
            sweeper.dead(object.name(), (long) object.slots() * pageBytes + ObjectFooter.bytes(object.slots()));
        }
    }

    /** Adds objects that an image has just ceased to need; sends no request. */
    void addOfImage(Collection<ImageManifest.Sized> objects) {
        objects.forEach(object -> sweeper.dead(object.name(), object.bytes()));
    }

    /** Returns the bytes of the objects that are known to be garbage and are not deleted yet. */
    long bytes() {
        return sweeper.garbageBytes();
    }

    /** Lists the namespace of the node, and deletes garbage whose grace has passed or reports it. */
    SweepReport collect(boolean isDryRun) {
        if (!isDryRun) {
            logs.sweep();
        }
        return sweep(sweeper -> isDryRun ? sweeper.dryRun() : sweeper.sweepAll());
    }

    /** Deletes garbage whose grace has passed. */
    void sweep() {
        logs.sweep();
        sweep(Sweeper::sweep);
        if (!clock.instant().isBefore(nextCollection) && host.isCoordinator()) {
            nextCollection = clock.instant().plus(COLLECTION_PERIOD);
            collector.collect();
        }
    }

    private SweepReport sweep(Function<Sweeper, SweepReport> how) {
        try {
            if (!space.isUsed() && residencies.namespaces().isEmpty()) {
                return SweepReport.nothing("This node has never offloaded.");
            }
            space.keep();
            holdBorrowed();
            return how.apply(sweeper);
        } catch (IOException e) {
            listener.sweepFailed("of this node", e);
            return SweepReport.nothing(e.getMessage());
        }
    }

    /** A residency that was rebuilt while the node was stopped may name objects of other namespaces: their owners must not delete them. */
    private void holdBorrowed() throws IOException {
        if (!holdsBorrowed) {
            for (Namespace namespace : residencies.namespaces()) {
                space.ownership().hold(namespace);
            }
            holdsBorrowed = true;
        }
    }
}
