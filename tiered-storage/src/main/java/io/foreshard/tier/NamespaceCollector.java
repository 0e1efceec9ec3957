package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The garbage collection of namespaces whose nodes left the baseline for good: claims the token, waits the grace period, deletes the objects, keeps the token.
 *
 * <p>A round lists the objects of all nodes, so one node of the cluster runs it, once a day. Any node continues at the token where another stopped. A node
 * that returns finds its token claimed, takes a new namespace and holds the old one, which keeps its objects. Owns no thread. Thread-safe.
 */
final class NamespaceCollector {
    /** A node is gone when it was not seen for this time and for ten times the grace. */
    private static final Duration MIN_UNSEEN = Duration.ofDays(1);

    private static final int UNSEEN_GRACES = 10;

    private final ObjectStore store;
    private final OwnerObjects objects;
    private final Ownership ownership;
    private final Members members;
    private final Clock clock;
    private final Duration grace;
    private final Duration unseen;
    private final Supplier<UUID> ids;
    private final TierListener listener;

    /** @param ownership that of this node, whose own namespace is not collected */
    NamespaceCollector(
            ObjectStore store,
            Ownership ownership,
            Members members,
            Clock clock,
            Duration grace,
            Supplier<UUID> ids,
            TierListener listener) {
        this.store = store;
        this.ownership = ownership;
        this.members = members;
        this.clock = clock;
        this.grace = grace;
        this.ids = ids;
        this.listener = listener;
        objects = new OwnerObjects(store);
        Duration graces = grace.multipliedBy(UNSEEN_GRACES);
        unseen = graces.compareTo(MIN_UNSEEN) > 0 ? graces : MIN_UNSEEN;
    }

    /** Takes each namespace one step further. Does not fail: failures are events, and the next round continues. */
    SweepReport collect() {
        return run(null, false);
    }

    /** As {@link #collect}, but claims and deletes nothing: reports the objects that would be deleted. */
    SweepReport dryRun() {
        return run(null, true);
    }

    /** Takes one namespace one step further although its node is in the baseline, on command only: the node must have forked and never need its old disk again. */
    SweepReport collect(String namespace) {
        return run(Namespace.of(namespace).orElseThrow(), false);
    }

    private synchronized SweepReport run(Namespace commanded, boolean isDryRun) {
        SweepCount count = new SweepCount();
        Optional<Set<String>> baseline = members.baseline();
        if (baseline.isEmpty()) {
            count.skipped("The baseline of the cluster is unknown; no namespace of another node is collected.");
            return count.report();
        }
        try {
            List<ForeignNamespace> readable = readable(count);
            Round round = new Round(commanded, isDryRun, baseline.get(), forkedFrom(readable), count);
            Set<String> dead = new HashSet<>();
            for (ForeignNamespace one : readable) {
                boolean isOwn = ownership.isOwn(one.namespace().owner());
                if (!isOwn && (commanded == null || commanded.equals(one.namespace())) && step(one, round)) {
                    dead.add(one.namespace().nodeId());
                }
            }
            if (!isDryRun) {
                deleteHoldsOf(dead, readable);
            }
        } catch (IOException e) {
            count.skipped("The collection was cut off: " + e.getMessage());
            listener.sweepFailed(Namespace.ALL, e);
        }
        SweepReport report = count.report();
        listener.swept(Namespace.ALL, report);
        return report;
    }

    /** The facts of one round; forkedFrom has the namespaces whose nodes have provably forked. */
    private record Round(
            Namespace commanded, boolean isDryRun, Set<String> baseline, Set<String> forkedFrom, SweepCount count) {}

    private List<ForeignNamespace> readable(SweepCount count) throws IOException {
        Map<String, ForeignNamespace> byName = new TreeMap<>();
        store.forEach(Namespace.ALL, object -> Namespace.of(object.name()).ifPresent(namespace -> {
            count.listed(1);
            byName.computeIfAbsent(namespace.toString(), unused -> new ForeignNamespace(namespace))
                    .add(object);
        }));
        List<ForeignNamespace> readable = new ArrayList<>();
        for (ForeignNamespace one : byName.values()) {
            Optional<String> problem = one.readToken(objects);
            problem.ifPresent(count::skipped);
            if (problem.isEmpty()) {
                readable.add(one);
            }
        }
        return readable;
    }

    private static Set<String> forkedFrom(List<ForeignNamespace> namespaces) {
        Set<String> forked = new HashSet<>();
        namespaces.forEach(one -> forked.addAll(one.token().forkedFrom()));
        return forked;
    }

    /** Returns whether the node of the namespace is dead: its objects are deleted, and its holds in other namespaces count no more. */
    private boolean step(ForeignNamespace one, Round round) throws IOException {
        OwnerToken token = one.token();
        if (!token.clusterId().equals(members.clusterId())) {
            round.count.skipped(one.namespace() + ": it belongs to cluster " + token.clusterId() + ".");
            return false;
        }
        boolean isMember = round.commanded == null && round.baseline.contains(token.consistentId());
        Instant now = clock.instant();
        switch (token.state()) {
            case ACTIVE -> {
                if (isMember) {
                    one.countUsed(round.count);
                } else {
                    one.countWaiting(round.count);
                    boolean isGone = !now.isBefore(token.seenAt().plus(unseen));
                    if (isGone && !round.isDryRun && !one.claim(objects, ids.get(), State.COLLECTED, now)) {
                        round.count.skipped(taken(one));
                    }
                }
                return false;
            }
            case COLLECTED -> {
                if (isMember && !round.forkedFrom.contains(one.namespace().toString())) {
                    one.countUsed(round.count);
                    round.count.skipped(one.namespace()
                            + ": its node is in the baseline again; its objects are kept until it has forked.");
                    return false;
                }
                if (now.isBefore(token.claimedAt().plus(grace))) {
                    one.countWaiting(round.count);
                    return false;
                }
                return delete(one, round);
            }
            case DELETED -> {
                return one.isEmpty() || delete(one, round);
            }
        }
        throw new IllegalStateException(token.state().name());
    }

    private boolean delete(ForeignNamespace one, Round round) throws IOException {
        if (!one.holds().isEmpty()) {
            one.countWaiting(round.count);
            round.count.skipped(one.heldBy(one.holds().get(0)));
            return false;
        }
        if (round.isDryRun) {
            one.countDeleted(round.count);
            return false;
        }
        State before = one.token().state();
        Instant since = one.token().claimedAt();
        // A node that forks writes its hold, then reads the token; the holds are listed after the token: one of the two
        // sees the other.
        if (!one.claim(objects, ids.get(), State.DELETED, since)) {
            round.count.skipped(taken(one));
            return false;
        }
        if (!objects.holds(one.namespace()).isEmpty()) {
            one.claim(objects, ids.get(), before, since);
            one.countWaiting(round.count);
            return false;
        }
        return one.delete(store, objects, round.count, listener);
    }

    private static String taken(ForeignNamespace one) {
        return one.namespace() + ": another process has claimed it at this moment; the next round looks again.";
    }

    /** Deletes the holds of dead nodes, which would keep the objects in other namespaces without end. */
    private void deleteHoldsOf(Set<String> nodeIds, List<ForeignNamespace> namespaces) throws ObjectStoreException {
        List<String> holds = new ArrayList<>();
        for (ForeignNamespace one : namespaces) {
            one.holds().stream()
                    .filter(hold -> nodeIds.contains(
                            hold.substring(one.namespace().hold("").length())))
                    .forEach(holds::add);
        }
        if (!holds.isEmpty()) {
            store.delete(holds);
        }
    }
}
