package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.OwnerObjects.Found;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A namespace of another node as one round of a {@link NamespaceCollector} sees it: its token, its holds and the size of its objects. Not thread-safe. */
final class ForeignNamespace {
    private final Namespace namespace;
    private final List<String> holds = new ArrayList<>();
    private long pageObjects;
    private long pageBytes;
    private Found found;

    ForeignNamespace(Namespace namespace) {
        this.namespace = namespace;
    }

    Namespace namespace() {
        return namespace;
    }

    /** Counts an object of the namespace. */
    void add(ListedObject object) {
        if (object.name().startsWith(namespace.hold(""))) {
            holds.add(object.name());
        } else if (isCollectable(object)) {
            pageObjects++;
            pageBytes += object.bytes();
        }
    }

    /** Returns whether an object belongs to a partition or to an image: tokens and holds do not. */
    private boolean isCollectable(ListedObject object) {
        return object.name().equals(namespace.image())
                || object.name().startsWith(namespace.images())
                || namespace.place(object.name()).isPresent();
    }

    List<String> holds() {
        return holds;
    }

    boolean isEmpty() {
        return pageObjects == 0;
    }

    /**
     * Reads the token.
     *
     * @return why the namespace cannot be collected; empty if it has a token
     */
    Optional<String> readToken(OwnerObjects objects) throws IOException {
        try {
            found = objects.read(namespace).orElse(null);
        } catch (DamagedException e) {
            return Optional.of(e.getMessage());
        }
        return found != null
                ? Optional.empty()
                : Optional.of(namespace + ": it has no owner token; its objects are kept.");
    }

    OwnerToken token() {
        return found.token();
    }

    /** Counts the objects as in use. */
    void countUsed(SweepCount count) {
        count.referenced(pageObjects);
    }

    void countWaiting(SweepCount count) {
        count.waiting(pageObjects, pageBytes);
    }

    void countDeleted(SweepCount count) {
        count.deleted(pageObjects, pageBytes);
    }

    /**
     * Claims the namespace for a collector.
     *
     * @param since time of the first claim by a collector
     * @return whether it was claimed; false if another process has changed the token
     */
    boolean claim(OwnerObjects objects, UUID collector, State state, Instant since) throws IOException {
        OwnerToken next = found.token().collected(collector, state, since);
        if (!objects.replace(namespace, next, found.version())) {
            return false;
        }
        found = objects.read(namespace).orElse(null);
        return found != null && found.token().isOf(next.epoch(), collector);
    }

    /**
     * Deletes all objects of partitions and of the image; the token must be claimed in the state DELETED.
     *
     * @return whether all are deleted; false if the right to delete was lost
     */
    boolean delete(ObjectStore store, OwnerObjects objects, SweepCount count, TierListener listener)
            throws IOException {
        OwnerToken claimed = found.token();
        GuardedDeletes deletes = new GuardedDeletes(store, () -> refusal(objects, claimed));
        return delete(store, deletes, namespace.image(), count, listener)
                && delete(store, deletes, namespace.groups(), count, listener);
    }

    private boolean delete(
            ObjectStore store, GuardedDeletes deletes, String prefix, SweepCount count, TierListener listener)
            throws IOException {
        String position = null;
        do {
            ListedPage page = store.listPage(prefix, position);
            List<ListedObject> known =
                    page.objects().stream().filter(this::isCollectable).toList();
            Optional<String> refusal = deletes.delete(known, batch -> {
                count.deleted(batch);
                listener.garbageDeleted(batch.size());
            });
            if (refusal.isPresent()) {
                count.skipped(refusal.get());
                return false;
            }
            position = page.next();
        } while (position != null);
        return true;
    }

    private Optional<String> refusal(OwnerObjects objects, OwnerToken claimed) throws IOException {
        Optional<Found> now = objects.read(namespace);
        if (now.isEmpty() || !now.get().token().isOf(claimed.epoch(), claimed.session())) {
            return Optional.of(
                    namespace + ": another collector or a node claimed it; its objects are left to that one.");
        }
        List<String> held = objects.holds(namespace);
        return held.isEmpty() ? Optional.empty() : Optional.of(heldBy(held.get(0)));
    }

    /** Returns the sentence about a hold. */
    String heldBy(String hold) {
        return namespace + ": a node that forked from it may still read its objects (" + hold + "); they are kept.";
    }
}
