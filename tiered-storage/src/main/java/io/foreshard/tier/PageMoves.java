package io.foreshard.tier;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Moves the pages of one partition between its file and the store, one move at a time: uploads, offloads, releases and recalls; a verification is one as well. Thread-safe. */
final class PageMoves {
    private final MoveLock lock;
    private final LocalPages local;
    private final PartitionUse use;
    private final PageFetcher fetcher;
    private final Offload offload;
    private final Recall recall;
    private final Supplier<Verification> verification;
    /** Writes of data pages before the last upload; -1 if there was none since the file was opened or the last recall. */
    private volatile long uploadedWrites = -1;

    /** @param lock taken for each move */
    PageMoves(
            MoveLock lock,
            LocalPages local,
            PartitionUse use,
            PageFetcher fetcher,
            Offload offload,
            Recall recall,
            Supplier<Verification> verification) {
        this.lock = lock;
        this.local = local;
        this.use = use;
        this.fetcher = fetcher;
        this.offload = offload;
        this.recall = recall;
        this.verification = verification;
    }

    /**
     * Offloads all offloadable pages; to be called after a checkpoint.
     *
     * @return pages released
     * @throws IOException if the store or the file failed; every page has the same content as before
     */
    int offload() throws IOException {
        int released = lock.move(() -> upload(AfterUpload.RELEASE));
        fetcher.offloaded();
        return released;
    }

    /**
     * Uploads all offloadable pages whose only copy is local, and keeps the local copies; to be called after a checkpoint.
     *
     * @return pages uploaded
     * @throws IOException if the store or the file failed; every page has the same content as before
     */
    int upload() throws IOException {
        return lock.alone(() -> upload(AfterUpload.KEEP));
    }

    private int upload(AfterUpload after) throws IOException {
        long writes = use.writes();
        int pages = offload.run(after);
        uploadedWrites = writes;
        return pages;
    }

    /** Returns whether no data was written since the last upload; false too if there was none since the file was opened. */
    boolean isUploaded() {
        return uploadedWrites == use.writes();
    }

    /**
     * Gives up the local copies of those of some pages that have a valid remote copy, and returns their blocks to the file system. Uploads nothing and sends
     * no request. Pages without a remote copy, and pages that are changed in memory, stay as they are.
     *
     * @return pages released
     * @throws IOException if the file or the residency log failed; every page has the same content as before
     */
    int release(BitSet pages) throws IOException {
        return lock.alone(() -> local.release(pages));
    }

    /**
     * Recalls all pages and deletes the objects.
     *
     * @param copied returns whether the file is being copied: then the objects are kept
     * @return pages fetched
     * @throws IOException if the store or the file failed, or the file is being copied; pages fetched until then are local
     */
    int recall(BooleanSupplier copied) throws IOException {
        return lock.move(() -> {
            uploadedWrites = -1;
            return recall.run(copied);
        });
    }

    /** Verifies the remote copies, see {@link Verification}. */
    VerifyReport verify() throws IOException {
        return lock.alone(() -> verification.get().run());
    }

    /** Returns whether an offload or a recall is under way. */
    boolean isMoving() {
        return lock.isMoving();
    }

    /** Returns the bytes of pages that are never offloaded, as the last upload found them; 0 before the first one since the file was opened. */
    long keptBytes() {
        return offload.keptBytes();
    }
}
