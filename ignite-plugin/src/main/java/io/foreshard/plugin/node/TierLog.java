package io.foreshard.plugin.node;

import io.foreshard.tier.TierListener;
import org.apache.ignite.IgniteLogger;

/** Logs the events of the tier. Thread-safe. */
final class TierLog implements TierListener {
    private final IgniteLogger log;

    TierLog(IgniteLogger log) {
        this.log = log;
    }

    @Override
    public void offloaded(String group, int partitions, long pages, long bytes) {
        log.info("Offloaded " + pages + " pages (" + bytes + " bytes) of " + partitions + " partitions of " + group
                + " to the object store.");
    }

    @Override
    public void recalled(String group, int partitions, long pages, long bytes) {
        log.info("Recalled " + pages + " pages (" + bytes + " bytes) of " + partitions + " partitions of " + group
                + " from the object store.");
    }

    @Override
    public void offloadFailed(String group, int partition, Exception cause) {
        log.warning("Partition " + partition + " of " + group + " was not offloaded.", cause);
    }

    @Override
    public void recallFailed(String group, int partition, Exception cause) {
        log.warning("Partition " + partition + " of " + group + " was not recalled.", cause);
    }

    @Override
    public void ageingFailed(String group, Exception cause) {
        log.warning(
                "Offloading idle partitions" + (group == null ? "" : " of " + group) + " failed; it is repeated.",
                cause);
    }

    @Override
    public void changeBlocked(Exception cause) {
        log.warning("A change is blocked on the object store and retries.", cause);
    }

    @Override
    public void changeHopeless(Exception cause) {
        log.error("A change is blocked on a page that is not in the object store any more.", cause);
    }

    @Override
    public void pageCorrupt(String object, int page) {
        log.error("Page " + page + " in the object " + object + " is corrupt: its checksum is wrong.");
    }

    @Override
    public void deleteFailed(int objects, Exception cause) {
        log.warning(
                "Deleting " + objects + " objects without valid pages failed; Tier.deleteOrphans deletes them.", cause);
    }
}
