package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.function.BooleanSupplier;

/**
 * One partition whose pages may be in an object store: the reads and writes of the database, and the moves of the tier.
 *
 * <p>The database fetches a remote page before it reads it and writes whole pages at any time; {@link PageState} says which copy is valid after each step.
 * Thread-safe.
 */
public final class TieredPartition {
    private final PartitionFile file;
    private final int pageBytes;
    private final LocalPages local;
    private final PartitionObjects objects;
    private final PageFetcher fetcher;
    private final Garbage garbage;
    private final Offload offload;
    private final Recall recall;

    /**
     * Opens the partition.
     *
     * @param prefix prefix of its object names; no other partition has it
     * @param residency path of its residency file
     * @throws IOException if the residency cannot be used: the location of remote pages is unknown
     */
    TieredPartition(
            String prefix, PartitionFile file, Path residency, PageFormat format, ObjectStore store, TierEvents events)
            throws IOException {
        this.file = file;
        pageBytes = format.pageBytes();
        local = new LocalPages(file, format, residency);
        objects = new PartitionObjects(prefix, store, events.statistics());
        fetcher = new PageFetcher(local, objects, pageBytes, events);
        garbage = new Garbage(local, objects, events);
        offload = new Offload(file, format, local, objects, garbage);
        recall = new Recall(local, fetcher, objects, garbage);
    }

    /** Returns whether the only copy of a page is remote; costs one volatile read while no page is. */
    public boolean isRemote(int page) {
        return local.table().isRemote(page);
    }

    /** Returns whether the reopened file has the identity of this partition. */
    public boolean isOfThisFile() throws IOException {
        return local.isSameFile();
    }

    /** Returns the bytes of a page. */
    public int pageBytes() {
        return pageBytes;
    }

    /** Returns the pages whose only copy is remote. */
    public int remotePages() {
        return local.table().remotePages();
    }

    /** Returns whether the residency names objects: a copy of the file may have holes. */
    public boolean hasObjects() {
        return !local.table().objects().isEmpty();
    }

    /**
     * Makes a page local; one ranged read fetches it with its neighbours.
     *
     * @throws ObjectStoreException if the page could not be fetched; its state is unchanged
     * @throws IOException if the partition file could not be written
     */
    public void fetch(int page) throws IOException {
        fetcher.fetch(page);
    }

    /** Reads local pages; returns false, and reads nothing, if one of them is remote: fetch it and call again. */
    public boolean readLocal(ByteBuffer buffer, long position) throws IOException {
        return local.read(buffer, position);
    }

    /** Writes whole pages: they become local, and their remote copies are invalid. */
    public void write(ByteBuffer buffer, long position) throws IOException {
        local.write(buffer, position);
    }

    /** Makes all earlier writes durable, and then the residency as it was before the call. */
    public void force() throws IOException {
        local.force();
    }

    /**
     * Offloads all offloadable pages; to be called after a checkpoint.
     *
     * @return pages released
     * @throws IOException if the store or the file failed; every page has the same content as before
     */
    synchronized int offload() throws IOException {
        return offload.run();
    }

    /**
     * Recalls all pages and deletes the objects.
     *
     * @param copied returns whether the file is being copied: then the objects are kept
     * @return pages fetched
     * @throws IOException if the store or the file failed, or the file is being copied; pages fetched until then are local
     */
    synchronized int recall(BooleanSupplier copied) throws IOException {
        return recall.run(copied);
    }

    /** Deletes orphans, see {@link Garbage#deleteOrphans}. */
    synchronized int deleteOrphans(NavigableSet<String> listed) throws IOException {
        return garbage.deleteOrphans(listed);
    }

    /**
     * Continues without remote pages, because the file was deleted.
     *
     * @return the objects and the manifest that {@link #delete} may delete, empty if there are none
     */
    Collection<String> destroy() throws IOException {
        return objects.withManifest(local.destroy());
    }

    /** Deletes objects that nothing names; does not fail. */
    void delete(Collection<String> dead) {
        garbage.delete(dead);
    }

    /** Returns the bytes of the file, the space it allocates, and the bytes of its remote pages. */
    TierSize size() throws IOException {
        return new TierSize(file.sizeBytes(), file.allocatedBytes(), (long) remotePages() * pageBytes);
    }

    /** Returns the time of the last write of the file, milliseconds since 1970 UTC. */
    long modifiedMillis() {
        return file.modifiedMillis();
    }
}
