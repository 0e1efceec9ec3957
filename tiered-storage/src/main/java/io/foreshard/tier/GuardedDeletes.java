package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Deletions in batches of at most 1,000 objects; the right to delete is asked for before each batch. Thread-safe if the guard is. */
final class GuardedDeletes {
    /** S3 deletes this many objects with one request. */
    static final int MAX_BATCH = 1_000;

    private final ObjectStore store;
    private final Guard guard;

    GuardedDeletes(ObjectStore store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** The right to delete objects of a namespace at this moment. */
    @FunctionalInterface
    interface Guard {
        /** Returns why nothing may be deleted; empty if objects may be deleted. */
        Optional<String> refusal() throws IOException;
    }

    /**
     * Deletes objects in their order.
     *
     * @param deleted called after each batch with its objects
     * @return why the rest was not deleted; empty if all were
     * @throws IOException if the store failed; objects that were not passed on may be deleted or not
     */
    Optional<String> delete(List<ListedObject> objects, Consumer<List<ListedObject>> deleted) throws IOException {
        for (int from = 0; from < objects.size(); from += MAX_BATCH) {
            Optional<String> refusal = guard.refusal();
            if (refusal.isPresent()) {
                return refusal;
            }
            List<ListedObject> batch = objects.subList(from, Math.min(objects.size(), from + MAX_BATCH));
            store.delete(batch.stream().map(ListedObject::name).toList());
            deleted.accept(batch);
        }
        return Optional.empty();
    }

    /** Returns why nothing may be deleted at this moment; empty if objects may be deleted. */
    Optional<String> refusal() throws IOException {
        return guard.refusal();
    }
}
