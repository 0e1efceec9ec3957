package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.sql.IndexVerdict;
import io.foreshard.plugin.tier.DiskReserve;
import io.foreshard.tier.DamagedPage;
import io.foreshard.tier.Discard;
import io.foreshard.tier.ImageReport;
import io.foreshard.tier.SweepReport;
import io.foreshard.tier.TierListener;
import java.time.Duration;

/** The events of offloads, fetches, recovery, garbage and disk of a server. Thread-safe; does not block. */
final class TierEvents implements TierListener, DiskReserve.Listener {
    private final EventLog log;

    TierEvents(EventLog log) {
        this.log = log;
    }

    @Override
    public void offloaded(String group, int partitions, long pages, long bytes) {
        log.report(Event.OFFLOADED, "Offloaded " + moved(group, partitions, pages, bytes), null);
    }

    @Override
    public void recalled(String group, int partitions, long pages, long bytes) {
        log.report(Event.RECALLED, "Recalled " + moved(group, partitions, pages, bytes), null);
    }

    @Override
    public void released(String group, int partitions, long pages, long bytes) {
        log.report(Event.RELEASED, "Released the local copies of " + moved(group, partitions, pages, bytes), null);
    }

    @Override
    public void releaseFailed(String group, int partition, Exception cause) {
        log.report(
                Event.RELEASE_FAILED,
                "No local copies of partition " + partition + " of cache group " + group + " were released.",
                cause);
    }

    @Override
    public void uploaded(String group, int partitions, long pages, long bytes) {
        log.report(Event.UPLOADED, "Uploaded ahead of need " + moved(group, partitions, pages, bytes), null);
    }

    @Override
    public void budgetExceeded(long localBytes, long budgetBytes, String why) {
        log.report(
                Event.BUDGET_EXCEEDED,
                "The data of this node takes " + localBytes + " local bytes, more than tier.localBytes (" + budgetBytes
                        + " bytes), and cannot be released now: " + why
                        + ". SYS.TIER_PARTITIONS lists the partitions with the reason of each.",
                null);
    }

    @Override
    public void budgetKept(long localBytes, long budgetBytes) {
        log.report(
                Event.BUDGET_KEPT,
                "The data of this node takes " + localBytes + " local bytes again, within tier.localBytes ("
                        + budgetBytes + " bytes).",
                null);
    }

    @Override
    public void budgetFailed(Exception cause) {
        log.report(
                Event.BUDGET_FAILED,
                "The local bytes were not compared with tier.localBytes; the next round repeats it.",
                cause);
    }

    @Override
    public void temperaturesFailed(Exception cause) {
        log.report(
                Event.TEMPERATURES_FAILED,
                "The temperatures of partitions were not read or written; after a restart a partition may count as cold until it is"
                        + " read. The directory of the tier on this node must be writable.",
                cause);
    }

    private static String moved(String group, int partitions, long pages, long bytes) {
        return pages + " pages (" + bytes + " bytes) of " + partitions + " partitions of cache group " + group + ".";
    }

    @Override
    public void offloadFailed(String group, int partition, Exception cause) {
        log.report(
                Event.OFFLOAD_FAILED,
                "Partition " + partition + " of cache group " + group + " was not offloaded.",
                cause);
    }

    @Override
    public void recallFailed(String group, int partition, Exception cause) {
        log.report(
                Event.RECALL_FAILED,
                "Partition " + partition + " of cache group " + group + " was not recalled.",
                cause);
    }

    @Override
    public void ageingFailed(String group, Exception cause) {
        log.report(
                Event.AGEING_FAILED,
                "Offloading idle partitions" + (group == null ? "" : " of cache group " + group)
                        + " failed; the next round repeats it.",
                cause);
    }

    @Override
    public void changeBlocked(Object change, Exception cause) {
        log.report(Event.CHANGE_BLOCKED, "A write is blocked on the object store; it retries.", cause);
    }

    @Override
    public void offloadsPaused(Exception cause) {
        log.report(Event.OFFLOADS_PAUSED, "Automatic offloads are paused until the object store answers.", cause);
    }

    @Override
    public void offloadsResumed() {
        log.report(Event.OFFLOADS_RESUMED, "The object store answers: automatic offloads go on.", null);
    }

    @Override
    public void recoveryBlocked(Exception cause) {
        log.report(
                Event.RECOVERY_BLOCKED,
                "The start of this node waits for a page from the object store: a change since the last checkpoint needs it, and its bytes are not"
                        + " in the partition file. The start continues when the store answers.",
                cause);
    }

    @Override
    public void fillFailed(String group, int partition, Exception cause) {
        log.report(
                Event.FILL_FAILED,
                "Pages of partition " + partition + " of " + group
                        + " were read from the object store and not written into the partition file; they stay remote.",
                cause);
    }

    @Override
    public void checkpointDelayed(Duration waited) {
        log.report(
                Event.CHECKPOINT_DELAYED,
                "A checkpoint has waited " + waited.toSeconds()
                        + " s for slow fetches of the object store; until it begins, the write-ahead log grows.",
                null);
    }

    /** Expired rows of a cache could not be fetched or removed; they are not returned, and tried again. */
    void expiryFailed(String cache, Exception cause) {
        log.report(Event.EXPIRY_FAILED, "Expired rows of cache " + cache + " stay until a later try.", cause);
    }

    @Override
    public void diskLow(long freeBytes, long reserveBytes) {
        log.report(
                Event.DISK_LOW,
                "The disk of this node is nearly full: " + freeBytes
                        + " bytes are free after the next checkpoint, less than tier.diskReserve ("
                        + reserveBytes
                        + " bytes). Writes to the cluster are refused (state ACTIVE_READ_ONLY) until there is space: offload partitions, or enlarge the disk.",
                null);
    }

    @Override
    public void diskFree(long freeBytes) {
        log.report(
                Event.DISK_FREE,
                "The disk of this node has space again: " + freeBytes
                        + " bytes. Writes are allowed when no disk of the cluster is full.",
                null);
    }

    @Override
    public void pollFailed(Exception cause) {
        log.report(
                Event.DISK_POLL_FAILED,
                "The free space was not compared with tier.diskReserve; it is tried again.",
                cause);
    }

    /** A supplier of a rebalance could not read its rows, or this node could not store them (without a cause); the rebalance is repeated. */
    void supplyFailed(String group, Throwable cause) {
        log.report(
                Event.SUPPLY_FAILED,
                "Partitions of " + group
                        + " were not supplied completely; this node does not own them and demands them again.",
                cause);
    }

    /** An index was created or opened that may read remote rows to compare keys. */
    void indexReadsRows(IndexVerdict index) {
        log.report(Event.INDEX_READS_ROWS, index.sentence(), null);
    }

    @Override
    public void pageLost(Exception cause) {
        log.report(Event.PAGE_LOST, "A write needs a page that is missing or corrupt in the object store.", cause);
    }

    @Override
    public void taskPaused(String task, Exception cause) {
        log.report(
                Event.TASK_PAUSED,
                task
                        + " is paused, because a page is missing or corrupt in the object store; it is tried again every few"
                        + " seconds. Restore the object, or heal the copy of this node with 'discard'.",
                cause);
    }

    @Override
    public void pageDamaged(DamagedPage page) {
        log.report(Event.PAGE_DAMAGED, page.sentence(), null);
    }

    /** A discarded copy of a cache group was filled again by the other owners. */
    void copyFilled(Discard discard) {
        log.report(
                Event.COPY_FILLED,
                "This node owns its partitions of cache group " + discard.group()
                        + " again. The discarded copy stays in " + discard.path()
                        + " of the tier's directory, and its objects in the store, until you delete that directory.",
                null);
    }

    @Override
    public void pageHealed(String object, int page) {
        log.report(
                Event.PAGE_HEALED,
                "Page " + page + " of object " + object
                        + " was taken from its local copy; the next offload uploads it again.",
                null);
    }

    @Override
    public void logFailed(String group, Exception cause) {
        log.report(
                Event.LOG_FAILED,
                "The residency log of cache group " + group
                        + " was not compacted or deleted; it is valid, and compacted later.",
                cause);
    }

    @Override
    public void namespaceForked(String namespace, String reason) {
        log.report(Event.NAMESPACE_FORKED, reason, null);
    }

    @Override
    public void namespaceFenced(String namespace, String reason) {
        log.report(Event.NAMESPACE_FENCED, reason, null);
    }

    @Override
    public void namespaceRefused(String namespace, String reason) {
        log.report(Event.NAMESPACE_REFUSED, reason, null);
    }

    @Override
    public void swept(String namespace, SweepReport sweep) {
        if (sweep.deletedObjects() > 0) {
            log.report(
                    Event.SWEPT,
                    "Deleted " + sweep.deletedObjects() + " garbage objects (" + sweep.deletedBytes() + " bytes) of "
                            + namespace + ".",
                    null);
        }
    }

    @Override
    public void sweepFailed(String namespace, Exception cause) {
        log.report(
                Event.SWEEP_FAILED,
                "Garbage in " + namespace + " was not all deleted; the next sweep continues.",
                cause);
    }

    @Override
    public void imageUploaded(ImageReport image, Duration elapsed) {
        log.report(
                Event.IMAGE_UPLOADED,
                "Uploaded an image of the disk as of " + image.begun() + ": " + image.files() + " files, "
                        + image.bytes() + " bytes in " + elapsed.toSeconds() + " s.",
                null);
    }

    @Override
    public void imageFailed(Exception cause) {
        log.report(
                Event.IMAGE_FAILED,
                "No image of the disk was uploaded; the image before is unchanged, and the next one is tried on"
                        + " schedule or on command.",
                cause);
    }

    @Override
    public void deleteFailed(int objects, Exception cause) {
        log.report(
                Event.DELETE_FAILED,
                objects + " garbage objects could not be deleted; the next sweep tries again.",
                cause);
    }
}
