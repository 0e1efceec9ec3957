package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The images of the disk of one node: uploads one at a time, publishes it, and gives up the one before. Owns no thread. Thread-safe.
 *
 * <p>Order: the tier remembers overwritten remote copies from the begin on; the database makes a checkpoint and passes its files; the token is checked; the
 * manifest is replaced by compare-and-set. A crash or a failure before the last step leaves the image before.
 */
final class NodeImages {
    /** Files that are read and sent at once, each with one object of 16 MiB; the other threads of the executor are left to moves. */
    private static final int FILES_AT_ONCE = 4;

    private final NodeSpace space;
    private final ImageStore store;
    private final VerifiedPuts puts;
    private final Supplier<NodeName> name;
    private final NodeReferences partitions;
    private final ImageReferences references;
    private final NodeGarbage garbage;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final TierEvents events;
    private final ReentrantLock uploading = new ReentrantLock();
    private long number;
    /** Partitions that were open when the image in progress began, or were opened since; null while none is taken. */
    private Set<Place> known;

    private boolean isReopened;

    private record Place(int group, int partition) {}

    /**
     * @param name asked when the node has joined
     * @param ids returns random ids
     */
    NodeImages(
            NodeSpace space,
            ObjectStore store,
            Supplier<NodeName> name,
            NodeReferences partitions,
            ImageReferences references,
            NodeGarbage garbage,
            Clock clock,
            Supplier<UUID> ids,
            TierEvents events) {
        this.space = space;
        this.store = new ImageStore(store);
        this.puts = new VerifiedPuts(store, events.statistics());
        this.name = name;
        this.partitions = partitions;
        this.references = references;
        this.garbage = garbage;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    /** Returns the published image, if it is known. */
    Optional<ImageReport> last() {
        return references.published().map(ImageManifest::report);
    }

    /**
     * Takes an image unless the published one was begun after a time. A failure is an event.
     *
     * @param refusal returns why nothing may be uploaded; empty if it may
     * @return empty if there is such an image
     * @throws TierException as {@link Tier#uploadImage}
     */
    Optional<ImageReport> take(
            ImageSource source, Executor executor, Supplier<Optional<String>> refusal, Instant before) {
        try {
            Optional<String> refused = refusal.get();
            if (refused.isPresent()) {
                throw new IOException(refused.get());
            }
            return upload(source, executor, before);
        } catch (IOException | RuntimeException e) {
            events.imageFailed(e);
            throw new TierException(
                    "No image of the disk of this node was uploaded: " + e.getMessage()
                            + " The image before is unchanged; try again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TierException("Interrupted: no image of the disk of this node was uploaded.", e);
        }
    }

    /**
     * Takes an image, see {@link Tier#uploadImage}.
     *
     * @throws IOException with a sentence; the image before is unchanged, or this one is published although the store's answer was lost
     */
    ImageReport upload(ImageSource source, Executor executor) throws IOException, InterruptedException {
        return upload(source, executor, Instant.MAX).orElseThrow();
    }

    /**
     * Takes an image unless the published one was begun after a time. Costs no request if it was.
     *
     * @return empty if it was
     * @throws IOException as {@link #upload(ImageSource, Executor)}
     */
    Optional<ImageReport> upload(ImageSource source, Executor executor, Instant before)
            throws IOException, InterruptedException {
        if (!uploading.tryLock()) {
            throw new IOException("An image of this disk is being uploaded.");
        }
        try {
            if (isYounger(before)) {
                return Optional.empty();
            }
            space.keep();
            Claim claim = space.ownership()
                    .owned()
                    .orElseThrow(() -> new IOException("This node owns no namespace of the store."));
            load(claim.namespace());
            return isYounger(before) ? Optional.empty() : Optional.of(upload(source, executor, claim));
        } finally {
            uploading.unlock();
        }
    }

    /** Reads the published image; a damaged manifest is replaced by that of the next image. */
    private void load(Namespace namespace) throws IOException {
        try {
            references.load(namespace);
        } catch (DamagedException e) {
            events.sweepFailed(namespace.toString(), e);
        }
    }

    private boolean isYounger(Instant time) {
        return references.published().stream().anyMatch(image -> image.begun().isAfter(time));
    }

    private ImageReport upload(ImageSource source, Executor executor, Claim claim)
            throws IOException, InterruptedException {
        Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        space.identity();
        ImageUpload.Id id =
                new ImageUpload.Id(claim, ++number, ids.get().getMostSignificantBits() | 1, begun, name.get());
        ImageUpload upload = new ImageUpload(id, source.pageBytes(), puts, partitions, references, this::begin);
        references.begin(id.prefix());
        boolean published = false;
        try {
            source.copy(upload, new ExecutorShare(executor, FILES_AT_ONCE));
            if (end()) {
                throw new IOException("A partition file was opened again while the image was taken.");
            }
            ImageManifest manifest = upload.manifest();
            store.replace(manifest, claim, space.ownership());
            published = true;
            garbage.addOfImage(references.replaced(claim.namespace(), manifest));
            ImageReport report = manifest.report();
            events.imageUploaded(report, Duration.between(begun, clock.instant()));
            return report;
        } finally {
            end();
            if (!published) {
                references.failed();
                garbage.addOfImage(upload.objects());
            }
        }
    }

    private synchronized void begin() {
        known = new HashSet<>();
        isReopened = false;
        partitions.forEach((group, partition, open) -> {
            known.add(new Place(group, partition));
            open.beginImage();
        });
    }

    /** Ends the image in all partitions that were not passed; returns whether one was opened twice. */
    private synchronized boolean end() {
        if (known != null) {
            known = null;
            partitions.forEach((group, partition, open) -> open.endImage());
        }
        return isReopened;
    }

    /**
     * A partition was opened. What was overwritten in it before, since the begin of an image, is forgotten if it was open before: such an image fails.
     */
    synchronized void opened(PartitionLocation location, TieredPartition partition) {
        if (known != null) {
            isReopened |= !known.add(new Place(location.group(), location.partition()));
            partition.beginImage();
        }
    }
}
