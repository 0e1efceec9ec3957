package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;

/** Deletes objects of one partition that hold no valid copy: superseded ones at once, orphans when the store was listed. Thread-safe. */
final class Garbage {
    private final LocalPages local;
    private final PartitionObjects objects;
    private final TierListener listener;

    Garbage(LocalPages local, PartitionObjects objects, TierListener listener) {
        this.local = local;
        this.objects = objects;
        this.listener = listener;
    }

    /** Deletes objects that nothing names; does not fail: objects that could not be deleted are reported, and become orphans. */
    void delete(Collection<String> dead) {
        try {
            objects.delete(dead);
        } catch (ObjectStoreException e) {
            listener.deleteFailed(dead.size(), e);
        }
    }

    /**
     * Deletes the objects of this partition that its residency does not name.
     *
     * @param listed names that were listed before this call: an object uploaded later is not among them
     * @return objects deleted
     * @throws IOException if the residency could not be saved or the store failed; some may be deleted
     */
    int deleteOrphans(NavigableSet<String> listed) throws IOException {
        local.force(); // an object that the residency on disk still names must not be deleted
        List<String> orphans = objects.orphans(listed, local.table().objects());
        objects.delete(orphans);
        listener.orphansDeleted(orphans.size());
        return orphans.size();
    }
}
