package io.foreshard.tier;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.util.HashSet;
import java.util.Set;

/** The damaged pages that were found in one partition since it was opened: each is reported once. Thread-safe. */
final class DamagedPages {
    private final String group;
    private final int partition;
    private final TierListener listener;
    private final Set<DamagedPage> found = new HashSet<>();

    DamagedPages(String group, int partition, TierListener listener) {
        this.group = group;
        this.partition = partition;
        this.listener = listener;
    }

    /** Returns the page; reports it if it is new. */
    DamagedPage found(String object, int page) {
        DamagedPage damaged = new DamagedPage(group, partition, page, object);
        boolean isNew;
        synchronized (this) {
            isNew = found.add(damaged);
        }
        if (isNew) {
            listener.pageDamaged(damaged);
        }
        return damaged;
    }

    /** Returns the exception with which a read of a damaged page fails. */
    ObjectStoreException failure(String object, int page, ObjectStoreException cause) {
        Reason reason = cause == null ? Reason.CORRUPT : cause.reason();
        return new ObjectStoreException(reason, found(object, page).sentence(), cause);
    }
}
