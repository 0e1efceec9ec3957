package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.tier.OwnerObjects.Found;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The right of one node to its namespace of the store: at most one session owns an epoch, and a session that was overtaken learns of it.
 *
 * <p>The disk remembers the last claim; a token that does not continue it proves that the disk is a copy or is old. The node then takes a new namespace and
 * holds the old one. Sends no request before {@link #claim}. Thread-safe; claims and checks run one after the other, and the methods that send nothing
 * do not wait for them.
 */
final class Ownership {
    /** Age at which {@link #check} writes the time of the token again; collectors wait at least a day. */
    static final Duration RENEWAL = Duration.ofHours(1);

    private final OwnerObjects objects;
    private final OwnerFile file;
    private final ClaimProtocol protocol;
    private final Clock clock;
    private final TierListener listener;
    /** Separates the names of all objects of one epoch. */
    private final AtomicLong ordinal = new AtomicLong();

    private volatile Claim owned;
    private volatile List<Namespace> held = List.of();

    /**
     * Creates the ownership; reads and sends nothing.
     *
     * @param local file of this node that remembers its last claim
     * @param name asked at each claim, when the node has joined
     * @param ids returns random ids
     */
    Ownership(
            ObjectStore store,
            LocalFile local,
            Supplier<NodeName> name,
            Clock clock,
            Supplier<UUID> ids,
            TierListener listener) {
        objects = new OwnerObjects(store);
        file = new OwnerFile(local);
        protocol = new ClaimProtocol(objects, file, name, clock, ids);
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Claims the namespace of this node, or a new one if its disk is a copy or is old. Does nothing if the node owns one; to be called again when it
     * failed, and when {@link #check} has returned false. A refusal is a result and an event.
     *
     * @throws IOException if the store or the local file failed, or a token is damaged; a later call continues
     */
    Claim claim() throws IOException {
        return claim(false);
    }

    /**
     * Gives this node a new namespace and holds the old one: the cure of UNKNOWN_NODE, on command only. Does nothing if the node owns a namespace.
     *
     * @throws IOException as {@link #claim}
     */
    Claim startNew() throws IOException {
        return claim(true);
    }

    private synchronized Claim claim(boolean startNew) throws IOException {
        if (owned != null) {
            return owned;
        }
        Claim claim = protocol.run(startNew);
        String namespace = claim.namespace().toString();
        switch (claim.outcome()) {
            case OWNED -> owned = claim;
            case FORKED, LOST -> {
                owned = claim;
                listener.namespaceForked(namespace, claim.sentence());
            }
            case UNKNOWN_NODE, REPLACED -> listener.namespaceRefused(namespace, claim.sentence());
        }
        held = file.held();
        return claim;
    }

    /**
     * Returns whether this session owns its namespace at this moment; renews the time of the token now and then. False is final for this session: the
     * caller stops offloading and deleting, and calls {@link #claim}.
     *
     * @throws IOException if the store failed or the token is damaged: it is unknown whether the session is the owner
     */
    synchronized boolean check() throws IOException {
        Claim mine = owned;
        if (mine == null) {
            return false;
        }
        while (true) {
            Optional<Found> found = objects.read(mine.namespace());
            if (found.isEmpty() || !found.get().token().isOf(mine.epoch(), mine.session())) {
                fence(mine, found);
                return false;
            }
            OwnerToken token = found.get().token();
            Instant now = clock.instant();
            if (now.isBefore(token.seenAt().plus(RENEWAL))
                    || isRenewed(mine, token.seen(now), found.get().version())) {
                return true;
            }
        }
    }

    /** Returns false if the token was changed since it was read. */
    private boolean isRenewed(Claim mine, OwnerToken token, String version) {
        try {
            return objects.replace(mine.namespace(), token, version);
        } catch (ObjectStoreException e) {
            return true; // the token read just before is ours; the next check renews it
        }
    }

    private void fence(Claim mine, Optional<Found> found) {
        owned = null;
        String reason = found.map(now ->
                        "epoch " + now.token().epoch() + " was claimed by a collector or by another process of node "
                                + now.token().consistentId() + " of cluster "
                                + now.token().clusterId())
                .orElse("the token is missing");
        listener.namespaceFenced(
                mine.namespace().toString(),
                "Epoch " + mine.epoch() + " of " + mine.namespace() + " is over: " + reason
                        + ". This node offloads and deletes nothing until it has claimed a namespace again.");
    }

    /** Returns the claim of this session; empty before its first one and after it was fenced. */
    Optional<Claim> owned() {
        return Optional.ofNullable(owned);
    }

    /**
     * Returns a name that no object had before.
     *
     * @throws IOException if the node does not own a namespace at present
     */
    String newName(int group, int partition, long generation) throws IOException {
        Claim mine = owned;
        if (mine == null) {
            throw new IOException("This node owns no namespace of the store at present; the claim is repeated.");
        }
        return mine.namespace().object(group, partition, mine.epoch(), generation, ordinal.incrementAndGet());
    }

    /** Returns whether an object is in the namespace that this session owns; all others are borrowed and never deleted by this node. */
    boolean isOwn(String object) {
        Claim mine = owned;
        return mine != null && mine.namespace().contains(object);
    }

    /**
     * Returns why nothing in the own namespace may be deleted at this moment; empty if objects may be deleted. Costs two requests.
     *
     * @throws IOException as {@link #check}
     */
    Optional<String> deletionRefusal() throws IOException {
        Claim mine = owned;
        if (mine == null || !check()) {
            return Optional.of("This node does not own its namespace of the store; it deletes nothing.");
        }
        List<String> holds = objects.holds(mine.namespace());
        return holds.isEmpty()
                ? Optional.empty()
                : Optional.of("A copy of this node's disk holds the namespace (" + holds.get(0)
                        + "); nothing in it is deleted until that copy has released it.");
    }

    /** Returns the namespaces of earlier disks whose objects this node may still read. */
    List<Namespace> held() {
        return held;
    }

    /**
     * Holds another namespace, for a rebuild that found its objects in a manifest; does nothing if it is held or the own one, or if this node owns no namespace.
     *
     * @throws IOException if the local file or the store failed: the hold is written by a later call, or by the next claim
     */
    synchronized void hold(Namespace other) throws IOException {
        if (owned != null && !held.contains(other) && !owned.namespace().equals(other)) {
            file.write(file.current().orElseThrow().holding(other));
            objects.hold(other, owned.namespace());
            held = file.held();
        }
    }

    /** Ends the hold of a namespace of which no residency of this node names an object any more. */
    synchronized void release(Namespace other) throws IOException {
        if (owned != null && held.contains(other)) {
            objects.release(other, owned.namespace());
            file.write(file.current().orElseThrow().released(other));
            held = file.held();
        }
    }
}
