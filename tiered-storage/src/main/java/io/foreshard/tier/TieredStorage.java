package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The tier of one node: opens its partitions and moves their pages between partition files and the object store.
 *
 * <p>Owns the store, and no thread: moves, deletions and reads run on executors of the caller. Thread-safe.
 */
public final class TieredStorage implements Tier, AutoCloseable {
    private static final int MAX_LOG_SEGMENTS = 64;

    private final PartitionHost host;
    private final ObjectStore store;
    private final Executor executor;
    private final Executor fetches;
    private final TransferSizes sizes;
    private final TierEvents events;
    private final GroupMoves moves;
    private final GroupFigures figures;
    private final Residencies residencies;
    private final String storeUri;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration grace;
    private final NodeReferences references;
    private final UnwrittenPages unwritten = new UnwrittenPages();
    private final OffloadPause pause;
    private final UnitNumbers units = new UnitNumbers();
    private final AccessBuffer accesses = new AccessBuffer();
    private volatile NodeSpace space;
    private volatile NodeGarbage garbage;
    private volatile NodeImages images;
    private volatile ImageSource imageSource;
    private volatile Supplier<Optional<String>> refusal = Optional::empty;

    /**
     * Creates the tier; sends no request.
     *
     * @param storeUri URI of the store without options: partition files name it
     * @param grace time for which an object stays in the store after its last reference
     * @param executor runs moves of partitions, one task for each, and deletions; its threads are the partitions that move at once
     * @param fetches runs reads of remote pages; its threads are the reads of the node at once, beside those of threads that wait for a page
     */
    public TieredStorage(
            PartitionHost host,
            ObjectStore store,
            String storeUri,
            Executor executor,
            Executor fetches,
            Clock clock,
            Duration grace,
            TransferSizes sizes,
            TierListener listener) {
        this(
                host,
                store,
                storeUri,
                executor,
                fetches,
                clock,
                grace,
                sizes,
                UUID::randomUUID,
                MAX_LOG_SEGMENTS,
                listener);
    }

    /**
     * @param ids returns random ids
     * @param maxLogSegments segments of a residency log above which it is compacted
     */
    TieredStorage(
            PartitionHost host,
            ObjectStore store,
            String storeUri,
            Executor executor,
            Executor fetches,
            Clock clock,
            Duration grace,
            TransferSizes sizes,
            Supplier<UUID> ids,
            int maxLogSegments,
            TierListener listener) {
        this.ids = ids;
        this.host = host;
        this.store = store;
        this.storeUri = storeUri;
        this.clock = clock;
        this.grace = grace;
        this.executor = executor;
        this.fetches = fetches;
        this.sizes = sizes;
        events = new TierEvents(new TierStatistics(), listener);
        pause = new OffloadPause(store, events);
        moves = new GroupMoves(host, executor, events);
        figures = new GroupFigures(host);
        residencies = new Residencies(executor, maxLogSegments, events);
        references = new NodeReferences(host, residencies);
    }

    /** Returns the listener that counts events in {@link #statistics} and passes them on: for other parts of the tier. */
    public TierListener events() {
        return events;
    }

    /**
     * From now on an offload asks first whether the store can be written to safely.
     *
     * @param reason returns the sentence with which offloads are refused; empty if they are allowed
     */
    public void refuseOffloads(Supplier<Optional<String>> reason) {
        refusal = reason;
    }

    /**
     * Sets whether the disk is nearly full: then fetched pages are delivered from memory, because the space is needed by checkpoints, and to record offloads;
     * recalls fail.
     */
    public void diskLow(boolean isLow) {
        unwritten.diskLow(isLow);
    }

    /** Sets the database whose disk {@link #uploadImage} takes the image of. */
    public void imagesFrom(ImageSource source) {
        imageSource = source;
    }

    /**
     * Opens a partition; sends no request.
     *
     * @throws IOException if file and residency do not belong together: the location of pages is unknown
     */
    public TieredPartition open(PartitionLocation location, PartitionFile file, PageFormat format) throws IOException {
        NodeSpace space = space(location.directory());
        PartitionObjects objects =
                new PartitionObjects(location.group(), location.partition(), store, space, events.statistics());
        TieredPartition partition = new TieredPartition(
                location,
                file,
                format,
                residencies.of(location),
                objects,
                dead -> garbage.add(dead, format.pageBytes()),
                unwritten,
                use(location, format),
                fetches,
                sizes,
                events);
        references.opened(location, partition);
        images.opened(location, partition);
        return partition;
    }

    private PartitionUse use(PartitionLocation location, PageFormat format) {
        long first = units.first(location.group(), location.partition());
        return new PartitionUse(accesses, first, sizes.releasedPages(format.pageBytes()));
    }

    /** Returns the directory of the tier on this node; to be called when a partition is open. */
    NodeDirectory directory() {
        return space.directory();
    }

    AccessBuffer accesses() {
        return accesses;
    }

    private synchronized NodeSpace space(NodeDirectory directory) {
        if (space == null) {
            NodeSpace created = new NodeSpace(directory, store, storeUri, host::node, clock, ids, events);
            References kept = new KeptReferences(references, new DiscardedResidencies(directory));
            ImageReferences ofImages = new ImageReferences(new ImageStore(store));
            garbage = new NodeGarbage(created, store, host, residencies, kept, ofImages, clock, grace, ids, events);
            images = new NodeImages(created, store, host::node, references, ofImages, garbage, clock, ids, events);
            space = created;
        }
        return space;
    }

    /**
     * Checks that a partition file and its residency belong together, before the database opens the file. Changes nothing and sends no request.
     *
     * @throws IOException with the sentence with which {@link #open} would refuse it
     */
    public void check(PartitionLocation location, PartitionFile file, PageFormat format) throws IOException {
        boolean isNew = file.sizeBytes() <= format.pageBytes();
        GroupResidency group = residencies.of(location);
        boolean mayBeTorn = group.mayBeTorn(location.partition());
        Optional<PartitionHeader.Slot> header;
        try {
            header = new PartitionHeader(file, format).read(mayBeTorn);
        } catch (DamagedException e) {
            throw new DamagedException("Partition " + location.partition() + " of " + location.groupName() + ": "
                    + e.getMessage() + " " + Cure.discard(location.groupName()));
        }
        group.check(location.partition(), header, isNew);
    }

    /**
     * Returns the id of the configured store; empty if no node has offloaded to it. Costs no request if this node knows the store by its URI, else one.
     *
     * @throws IOException if the store failed
     */
    public Optional<UUID> storeId(NodeDirectory directory) throws IOException {
        return space(directory).findId();
    }

    /** Removes the residency of a cache group whose partition files were deleted. Does not fail: a failure is an event. */
    public void groupDestroyed(String cacheDirectory) {
        try {
            residencies.destroyed(cacheDirectory);
        } catch (IOException e) {
            events.logFailed(cacheDirectory, e);
        }
    }

    /** Gives up the objects of a partition whose file was deleted; requests are sent by the executor. Does not fail: failures are events. */
    public void destroyed(TieredPartition partition) {
        try {
            references.destroyed(partition);
            TieredPartition.RetireTask task = partition.destroy();
            if (task != null) {
                executor.execute(() -> retire(task));
            }
        } catch (IOException | RejectedExecutionException e) {
            events.deleteFailed(1, e);
        }
    }

    private void retire(TieredPartition.RetireTask task) {
        try {
            task.run();
        } catch (IOException e) {
            events.deleteFailed(1, e);
        }
    }

    /** A checkpoint begins: it writes all pages that the database has changed before. To be called while no page is changed. */
    public void checkpointBegins() {
        residencies.checkpointBegins();
    }

    /**
     * Makes the residency durable that belongs to the pages written by a checkpoint; to be called after its pages are written and before it is marked as
     * ended.
     *
     * @throws IOException if it failed: then the checkpoint must fail
     */
    public void checkpointed() throws IOException {
        residencies.checkpointed();
    }

    @Override
    public MovedPages offload(String cacheOrGroup, int... partitions) {
        return moves.offload(host.group(cacheOrGroup), partitions, refusal.get());
    }

    @Override
    public boolean isPinned(String cacheOrGroup, int partition) {
        return host.isPinned(host.group(cacheOrGroup), partition);
    }

    @Override
    public MovedPages recall(String cacheOrGroup, int... partitions) {
        return moves.recall(host.group(cacheOrGroup), partitions);
    }

    /**
     * Uploads pages of partitions and keeps their local copies, see {@link PageMoves#upload}.
     *
     * @return partitions looked at, pages uploaded and their bytes
     * @throws TierException as {@link #offload}
     */
    MovedPages upload(String group, int... partitions) {
        return moves.upload(host.group(group), partitions, refusal.get());
    }

    /**
     * Releases pages of partitions, see {@link PageMoves#release}; sends no request.
     *
     * @param pages pages by partition; partitions that this node does not own are ignored
     * @return partitions with released pages, the pages and their bytes
     * @throws TierException if a file or the residency log failed for one partition or more, or the thread is interrupted; every row can be read as before
     */
    MovedPages release(String group, Map<Integer, BitSet> pages) {
        return moves.release(host.group(group), pages);
    }

    @Override
    public VerifyReport verify(String cacheOrGroup, int... partitions) {
        return moves.verify(host.group(cacheOrGroup), partitions);
    }

    @Override
    public Set<Integer> soleCopies(String cacheOrGroup) {
        return host.soleCopies(host.group(cacheOrGroup));
    }

    @Override
    public ImageReport uploadImage() {
        if (images == null || imageSource == null) {
            throw new TierException("This node has opened no partition yet: no image can be taken.", null);
        }
        return images.take(imageSource, executor, refusal, Instant.MAX).orElseThrow();
    }

    /**
     * Takes an image if there is none that is younger, see {@link #uploadImage}. Does nothing while the cluster is inactive.
     *
     * @throws TierException as {@link #uploadImage}
     */
    void uploadImageOlderThan(Duration age) {
        ImageSource source = imageSource;
        if (images != null && source != null && source.isReady()) {
            images.take(source, executor, refusal, clock.instant().minus(age));
        }
    }

    @Override
    public Optional<ImageReport> lastImage() {
        NodeImages present = images;
        return present == null ? Optional.empty() : present.last();
    }

    @Override
    public SweepReport collectGarbage(boolean isDryRun) {
        NodeGarbage present = garbage;
        return present == null
                ? SweepReport.nothing("This node has opened no partition yet.")
                : present.collect(isDryRun);
    }

    /**
     * Deletes garbage whose grace has passed, of this node and of nodes that left the baseline long ago, and notices when another node owns the namespace of
     * this one; to be called from time to time, at least every quarter of the grace. Does not fail: failures are events.
     */
    public void sweep() {
        NodeGarbage present = garbage;
        if (present != null) {
            present.sweep();
        }
    }

    @Override
    public long garbageBytes() {
        NodeGarbage present = garbage;
        return present == null ? 0 : present.bytes();
    }

    @Override
    public Map<String, Map<Integer, PartitionActivity>> activities() {
        return figures.activities();
    }

    @Override
    public Optional<String> offloadPause() {
        return pause.reason();
    }

    /** Returns the pause of automatic offloads. */
    OffloadPause pause() {
        return pause;
    }

    @Override
    public TierStatistics statistics() {
        return events.statistics();
    }

    @Override
    public TierSize size(String cacheOrGroup) {
        return figures.size(host.group(cacheOrGroup));
    }

    @Override
    public Map<String, TierSize> sizes() {
        return figures.sizes();
    }

    /** Closes the store; to be called when the executor runs no task and the database reads no page any more. */
    @Override
    public void close() {
        store.close();
    }
}
