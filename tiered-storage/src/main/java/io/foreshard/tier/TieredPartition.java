package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

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
    private final Consumer<Collection<PageObject>> garbage;
    private final PageFetcher fetcher;
    private final MoveLock lock = new MoveLock();
    private final PageMoves moves;
    private final PageChecksum checksum;
    private final PageFormat format;
    private final PartitionUse use;
    private final GroupResidency group;

    /**
     * Opens the partition.
     *
     * @param group durable residencies of its cache group
     * @param garbage receives names of objects that hold no valid copy any more
     * @param unwritten fetched pages of all partitions that are not in the files
     * @param use receives accesses and writes
     * @param fetches runs the reads of fetches
     * @throws IOException if file and residency do not belong together: the location of pages is unknown
     */
    TieredPartition(
            PartitionLocation location,
            PartitionFile file,
            PageFormat format,
            GroupResidency group,
            PartitionObjects objects,
            Consumer<Collection<PageObject>> garbage,
            UnwrittenPages unwritten,
            PartitionUse use,
            Executor fetches,
            TransferSizes sizes,
            TierListener events)
            throws IOException {
        this.file = file;
        this.format = format;
        this.use = use;
        this.group = group;
        this.objects = objects;
        this.garbage = garbage;
        pageBytes = format.pageBytes();
        int slotBits = PageUpload.slotBits(pageBytes);
        checksum = new PageChecksum(location.group(), location.partition());
        local = new LocalPages(location.partition(), file, format, group, unwritten, slotBits);
        DamagedPages damaged = new DamagedPages(location.groupName(), location.partition(), events);
        fetcher = new PageFetcher(local, objects, pageBytes, checksum, damaged, events, fetches, sizes);
        moves = new PageMoves(
                lock,
                local,
                use,
                fetcher,
                new Offload(file, format, local, objects, checksum, sizes, garbage),
                new Recall(local, pageBytes, fetcher, objects, garbage, events),
                () -> new Verification(local, objects, checksum, pageBytes, damaged, events));
    }

    /** Returns the number of the partition. */
    int number() {
        return local.partition();
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

    /**
     * Adds this partition to a number of partitions with remote pages, from now on and until another call.
     *
     * @param count gets 1 when the first page becomes remote, and -1 when the last one becomes local; is fast, and does not throw
     */
    public void countIfRemote(IntConsumer count) {
        local.table().count(count);
    }

    /** Returns the pages of which an object holds a valid copy, local or not; costs the highest page number. */
    public BitSet copiedPages() {
        return local.table().copied();
    }

    /** Returns whether pages may be remote: a copy of the file may have holes. */
    public boolean hasObjects() {
        return local.table().generation() != 0;
    }

    /**
     * Makes pages readable: fetches those that are remote in parallel ranged reads, with their neighbours. A page becomes local, or stays remote if the
     * partition file cannot take it: then the next {@link #readLocal} of this page alone succeeds, unless other pages displaced it.
     *
     * <p>The thread sends one of the reads itself, so a fetch of one page needs no other thread. Threads that want the same page share one read.
     *
     * @throws IOException the failure of the first page that could not be fetched, whose state is unchanged; InterruptedIOException if the thread was interrupted while it waited for a read of
     *     another thread
     */
    public void fetch(int... pages) throws IOException {
        fetch(FetchTarget.FILE_OR_MEMORY, pages);
    }

    /**
     * Makes pages readable as {@link #fetch(int...)} does.
     *
     * @param target where the pages are then; a page that another fetch wants in the file at the same time is written there
     */
    public void fetch(FetchTarget target, int... pages) throws IOException {
        fetcher.fetch(target, pages);
    }

    /**
     * Begins to make pages readable as {@link #fetch(FetchTarget, int...)} does, and does not wait: the threads of the tier send the reads.
     *
     * @throws RejectedExecutionException if these threads are stopped
     */
    public PageFetch beginFetch(FetchTarget target, int... pages) {
        return fetcher.begin(target, pages);
    }

    /** A reader of all pages begins, whose fetches have the target {@link FetchTarget#MEMORY}: each page may be left in memory once more. */
    public void beginReadThrough() {
        local.memory().beginReadThrough();
    }

    /** Returns the remote pages that were fetched, and that their next read finds in memory. */
    public int[] unwrittenPages() {
        return local.memory().all();
    }

    /** Drops a page of {@link #unwrittenPages} from memory; a later read fetches it again. */
    public void dropUnwritten(int page) {
        local.memory().take(page);
    }

    /**
     * Returns the next remote pages that a reader of all pages has not fetched since {@link #beginReadThrough}, in the order of the file. Looks at each page once
     * since then.
     *
     * @param count number of pages at most
     * @param wanted tells whether the reader wants a page; fast, and calls nothing of this object
     */
    public int[] pagesToPass(int count, IntPredicate wanted) {
        return local.memory().notPassed(count, wanted);
    }

    /** Returns the bytes that a fetch of one page reads. */
    public int fetchUnitBytes() {
        return fetcher.unitBytes();
    }

    /** Returns whether an object holds a valid copy of a page; takes no lock. */
    public boolean hasRemoteCopy(int page) {
        return local.table().hasRemoteCopy(page);
    }

    /**
     * The database is about to change a page in memory that it did not change since the last checkpoint: a {@link PageMoves#release} keeps its local copy until it
     * is written, so that recovery can read it.
     *
     * @return whether it has a local copy: else call {@link #keep}
     */
    public boolean changing(int page) {
        return local.copies().changing(page);
    }

    /**
     * Makes a remote page local without a request, if the database has its content in memory; to be called before it changes a page that it did not change
     * since the last checkpoint. If the process is killed, recovery reads the page as the checkpoint left it, also while the store does not answer.
     *
     * @param content bytes as the database would write them into the file
     * @return whether the page was remote and is local now; false too if the content is not that of the remote copy
     * @throws IOException if the partition file could not be written; the page is remote as before
     */
    public boolean keep(int page, ByteBuffer content) throws IOException {
        return local.copies().keep(page, content, checksum);
    }

    /** Reads local pages, or one page that was fetched; returns false, and reads nothing, if one of them is remote: fetch it and call again. */
    public boolean readLocal(ByteBuffer buffer, long position) throws IOException {
        boolean wasRead = local.read(buffer, position);
        if (wasRead) {
            fetcher.read((int) (position / pageBytes));
        }
        return wasRead;
    }

    /** Writes pages; the last one may be compressed, and so be shorter. They become local, and their remote copies are invalid. */
    public void write(ByteBuffer buffer, long position) throws IOException {
        for (int at = buffer.position(); at < buffer.limit(); at += pageBytes) {
            int length = Math.min(pageBytes, buffer.limit() - at);
            if (format.isOffloadable(buffer.slice(at, length).order(ByteOrder.nativeOrder()))) {
                use.written();
            }
        }
        local.write(buffer, position);
    }

    /** A user's operation accesses a data page; costs some nanoseconds and allocates nothing. */
    public void accessed(int page) {
        use.accessed(page);
    }

    /** Returns its accesses and writes. */
    PartitionUse use() {
        return use;
    }

    /** Returns the moves of its pages between file and store. */
    PageMoves moves() {
        return moves;
    }

    /** Returns a number that grows with each change of {@link #releasable}. */
    long changes() {
        return local.changes();
    }

    /** Returns the bytes of pages that have both copies. */
    long bothBytes() {
        return (long) local.table().bothPages() * pageBytes;
    }

    /** Returns the pages of each unit that {@link PageMoves#release} would release, up to the last unit that may have one; costs a 64th of the highest page number. */
    byte[] releasable() {
        return local.releasable(use.unitPages());
    }

    /** Makes all earlier writes durable, and the changes of the residency that they caused. */
    public void force() throws IOException {
        local.force();
    }

    /** The file is about to be deleted: waits for a running move to commit or fail, and refuses later ones. */
    public void deleting() {
        fetcher.close();
        local.deleting();
    }

    /** Makes everything durable: the file is about to be closed. The partition is opened again with its file. */
    public void close() throws IOException {
        fetcher.close();
        local.close();
    }

    /** Returns the names of the objects that hold valid copies. */
    List<String> objectNames() {
        return local.table().objectNames();
    }

    /** An image is begun: the copies of pages that are overwritten are remembered until {@link #image}. */
    void beginImage() {
        local.table().beginImage();
    }

    /** The image ended without this partition. */
    void endImage() {
        local.table().endImage();
    }

    /** A step of an image with the states of the pages. */
    interface ImageStep {
        void run(PageTable table) throws IOException;
    }

    /** Runs a step of an image while no move runs: no page that is local now becomes a hole. */
    void image(ImageStep step) throws IOException {
        lock.alone(() -> {
            try {
                step.run(local.table());
            } finally {
                endImage();
            }
            return null;
        });
    }

    /** Looks at the references while no move runs, see {@link References#unlessMoving}. */
    boolean unlessMoving(References.Action action) throws IOException {
        return lock.unlessRunning(() -> {
            if (!group.isConfirmed(local)) {
                return false;
            }
            action.run(NodeReferences.of(local.table()));
            return true;
        });
    }

    /**
     * Continues without remote pages, because the file was deleted: its objects are garbage.
     *
     * @return a task that retires the manifest, which takes requests; null if there is nothing to do
     */
    RetireTask destroy() throws IOException {
        long identity = local.table().identity();
        long generation = local.table().generation();
        garbage.accept(local.destroy());
        return generation == 0 ? null : () -> objects.retireManifest(identity, generation);
    }

    /** Retires a manifest. */
    interface RetireTask {
        void run() throws IOException;
    }

    /** Returns the bytes of the file, the space it allocates, and the bytes of its remote pages. */
    TierSize size() throws IOException {
        return new TierSize(file.sizeBytes(), file.allocatedBytes(), (long) remotePages() * pageBytes);
    }

    /** Returns what {@link PartitionFile#modifiedMillis} of its file returns. */
    long modifiedMillis() {
        return file.modifiedMillis();
    }
}
