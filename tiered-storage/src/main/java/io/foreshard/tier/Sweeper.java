package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.Namespace.Place;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The garbage collection of the namespace of one node: an object is deleted when no residency has named it for the grace period.
 *
 * <p>The first sweep, then one a day, lists the namespace; the others look only at objects that an offload or a recall has reported. The time since when an
 * object is unreferenced is kept in memory: a restart begins the grace again. Owns no thread. Thread-safe; sweeps run one after the other.
 */
final class Sweeper {
    private static final Duration LISTING_PERIOD = Duration.ofDays(1);

    private final Ownership ownership;
    private final ObjectStore store;
    private final References references;
    private final ImageReferences images;
    private final GuardedDeletes deletes;
    private final Clock clock;
    private final TierListener listener;
    private final DeadObjects dead;
    /** Held namespaces of which no residency names an object. */
    private final DeadObjects unneeded;

    private Instant nextListing = Instant.MIN;

    /**
     * @param images objects that the image of the node needs
     * @param grace time for which an object stays after its last reference: a copy of the disk that is younger can read all its pages
     */
    Sweeper(
            Ownership ownership,
            ObjectStore store,
            References references,
            ImageReferences images,
            Clock clock,
            Duration grace,
            TierListener listener) {
        this.ownership = ownership;
        this.store = store;
        this.references = references;
        this.images = images;
        this.clock = clock;
        this.listener = listener;
        dead = new DeadObjects(clock, grace);
        unneeded = new DeadObjects(clock, grace);
        deletes = new GuardedDeletes(store, ownership::deletionRefusal);
    }

    /** Adds an object that a residency has just ceased to name; does not wait for a sweep. Ignores objects of other namespaces. */
    void dead(String object, long bytes) {
        if (ownership.isOwn(object)) {
            dead.isDue(object, bytes);
        }
    }

    /** Returns the unreferenced objects that are known and not deleted yet. */
    long garbageObjects() {
        return dead.count();
    }

    /** Returns the bytes of the unreferenced objects that are known and not deleted yet. */
    long garbageBytes() {
        return dead.bytes();
    }

    /** Deletes the objects whose grace has passed. Does not fail: failures are events and skipped objects, and the next sweep continues. */
    SweepReport sweep() {
        return run(false, false);
    }

    /** As {@link #sweep}, and lists the namespace in any case. */
    SweepReport sweepAll() {
        return run(true, false);
    }

    /** As {@link #sweepAll}, but reports the objects that would be deleted and deletes nothing. */
    SweepReport dryRun() {
        return run(true, true);
    }

    private synchronized SweepReport run(boolean mustList, boolean isDryRun) {
        SweepCount count = new SweepCount();
        Optional<Claim> claim = ownership.owned();
        if (claim.isEmpty()) {
            count.skipped("This node owns no namespace of the store; nothing was listed or deleted.");
            return count.report();
        }
        Namespace namespace = claim.get().namespace();
        try {
            sweep(namespace, mustList, isDryRun, count);
        } catch (IOException e) {
            count.skipped("The sweep of " + namespace + " was cut off: " + e.getMessage());
            listener.sweepFailed(namespace.toString(), e);
        }
        SweepReport report = count.report();
        listener.swept(namespace.toString(), report);
        return report;
    }

    private void sweep(Namespace namespace, boolean mustList, boolean isDryRun, SweepCount count) throws IOException {
        images.load(namespace);
        dead.keepOnly(namespace::contains);
        List<ListedObject> due = new ArrayList<>();
        boolean lists = mustList || !clock.instant().isBefore(nextListing);
        if (lists) {
            sweepListing(namespace, due, isDryRun, count);
        } else {
            sweepPage(namespace, dead.objects(), due, isDryRun, count);
        }
        delete(due, isDryRun, count);
        if (lists && !isDryRun) {
            releaseHolds();
        }
    }

    private void sweepListing(Namespace namespace, List<ListedObject> due, boolean isDryRun, SweepCount count)
            throws IOException {
        Set<String> missing = new HashSet<>(dead.names());
        for (String prefix : List.of(namespace.groups(), namespace.images())) {
            String position = null;
            do {
                ListedPage page = store.listPage(prefix, position);
                count.listed(page.objects().size());
                page.objects().forEach(object -> missing.remove(object.name()));
                sweepPage(namespace, page.objects(), due, isDryRun, count);
                position = page.next();
            } while (position != null);
        }
        missing.forEach(dead::forget); // deleted by a call whose answer was lost
        nextListing = clock.instant().plus(LISTING_PERIOD);
    }

    /** Looks at some objects; those whose grace has passed are deleted or added to the due ones. */
    private void sweepPage(
            Namespace namespace, List<ListedObject> objects, List<ListedObject> due, boolean isDryRun, SweepCount count)
            throws IOException {
        List<ListedObject> ofImages = objects.stream()
                .filter(object -> object.name().startsWith(namespace.images()))
                .toList();
        due.addAll(due(ofImages, name -> false, count));
        Map<Place, List<ListedObject>> byPartition = namespace.byPartition(objects);
        long unknown = objects.size()
                - ofImages.size()
                - byPartition.values().stream().mapToLong(List::size).sum();
        if (unknown > 0) {
            count.skipped(unknown + " objects have names that the tier does not write; they are kept.");
        }
        for (Map.Entry<Place, List<ListedObject>> partition : byPartition.entrySet()) {
            Place place = partition.getKey();
            List<ListedObject> ofPartition = partition.getValue();
            switch (references.group(place.group())) {
                case HERE -> sweepPartition(namespace, place, ofPartition, due, isDryRun, count);
                case GONE -> due.addAll(due(ofPartition, name -> false, count));
                case ELSEWHERE -> keep(
                        place, ofPartition, "the cluster has the group, but this node has no residency of it", count);
                case UNSURE -> keep(place, ofPartition, "it is unknown whether the cluster has the group", count);
            }
        }
    }

    private void keep(Place place, List<ListedObject> objects, String reason, SweepCount count) {
        objects.forEach(object -> dead.forget(object.name()));
        count.skipped(place + ": " + objects.size() + " objects are kept, " + reason + ".");
    }

    private void sweepPartition(
            Namespace namespace,
            Place place,
            List<ListedObject> objects,
            List<ListedObject> due,
            boolean isDryRun,
            SweepCount count)
            throws IOException {
        String manifest = namespace.manifest(place.group(), place.partition());
        boolean looked = references.unlessMoving(place.group(), place.partition(), isReferenced -> {
            List<ListedObject> ofPartition = new ArrayList<>(due(objects, isReferenced, count));
            // The name of a manifest is used again, so it is deleted before an offload can write it. The name of an
            // object is not.
            List<ListedObject> manifests = ofPartition.stream()
                    .filter(object -> object.name().equals(manifest))
                    .toList();
            ofPartition.removeAll(manifests);
            due.addAll(ofPartition);
            delete(manifests, isDryRun, count);
        });
        if (!looked) {
            count.skipped(place + ": " + objects.size() + " objects are kept while the partition is moving.");
        }
    }

    /** Returns the objects that are unreferenced and whose grace has passed. */
    private List<ListedObject> due(List<ListedObject> objects, Predicate<String> isReferenced, SweepCount count) {
        List<ListedObject> due = new ArrayList<>();
        for (ListedObject object : objects) {
            if (isReferenced.test(object.name()) || images.holds(object.name())) {
                dead.forget(object.name());
                count.referenced(1);
            } else if (dead.isDue(object.name(), object.bytes())) {
                due.add(object);
            } else {
                count.waiting(List.of(object));
            }
        }
        return due;
    }

    private void delete(List<ListedObject> due, boolean isDryRun, SweepCount count) throws IOException {
        if (due.isEmpty()) {
            return;
        }
        AtomicInteger done = new AtomicInteger();
        try {
            Optional<String> refusal = isDryRun
                    ? deletes.refusal()
                    : deletes.delete(due, batch -> {
                        batch.forEach(object -> dead.forget(object.name()));
                        done.addAndGet(batch.size());
                        listener.garbageDeleted(batch.size());
                    });
            refusal.ifPresent(count::skipped);
            if (isDryRun && refusal.isEmpty()) {
                done.set(due.size());
            }
        } catch (IOException e) {
            int rest = due.size() - done.get();
            listener.deleteFailed(rest, e);
            count.skipped(rest + " objects could not be deleted: " + e.getMessage() + " The next sweep tries again.");
        }
        count.deleted(due.subList(0, done.get()));
        count.waiting(due.subList(done.get(), due.size()));
    }

    private void releaseHolds() throws IOException {
        for (Namespace held : ownership.held()) {
            String name = held.toString();
            if (references.mayBorrowFrom(name) || images.mayBorrowFrom(name)) {
                unneeded.forget(name);
            } else if (unneeded.isDue(name, 0)) {
                ownership.release(
                        held); // not before: a copy of this disk that is younger than the grace relies on this hold
                unneeded.forget(name);
            }
        }
    }
}
