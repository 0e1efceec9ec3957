package io.foreshard.tier;

import io.foreshard.tier.Claim.Outcome;
import io.foreshard.tier.OwnerObjects.Found;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The steps of a claim: compare the token with the disk's memory of the last claim, write the intention to the disk, then replace the token by
 * compare-and-set. A crash or a lost answer at any step is continued by the next run, of this process or of the next. Not thread-safe.
 */
final class ClaimProtocol {
    /** A claim needs more attempts only while others claim the same token. */
    private static final int MAX_ATTEMPTS = 16;

    private static final int ID_LENGTH = 16;

    private final OwnerObjects objects;
    private final OwnerFile file;
    private final Supplier<NodeName> name;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private UUID session;

    ClaimProtocol(OwnerObjects objects, OwnerFile file, Supplier<NodeName> name, Clock clock, Supplier<UUID> ids) {
        this.objects = objects;
        this.file = file;
        this.name = name;
        this.clock = clock;
        this.ids = ids;
        session = ids.get();
    }

    /**
     * Claims the namespace of the disk, or a new one if another session owns it.
     *
     * @param startNew whether to take a new namespace in any case
     */
    Claim run(boolean startNew) throws IOException {
        Optional<LocalOwner> known = file.read();
        if (file.isReplaced()) {
            return refused(
                    Outcome.REPLACED,
                    file.current().or(() -> known).orElseThrow(),
                    "Another process changed " + file
                            + ": this one offloads and deletes nothing. Stop one of the two processes.");
        }
        if (known.isEmpty()) {
            return run(file.write(LocalOwner.first(newNamespace(), session, List.of())));
        }
        return run(startNew ? fork(known.get()) : known.get());
    }

    private Claim run(LocalOwner start) throws IOException {
        LocalOwner known = start;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            for (Namespace held : known.held()) {
                objects.hold(held, known.namespace());
            }
            Optional<Found> found = objects.read(known.namespace());
            OwnerToken token = found.map(Found::token).orElse(null);
            if (token != null && token.session().equals(session)) {
                return confirmed(known, token.epoch()); // an earlier attempt, whose answer was lost
            }
            if (token == null ? known.epoch() > 0 : token.epoch() < known.epoch()) {
                return unknown(known, token);
            }
            if (token != null && !continues(known, token)) {
                known = fork(known);
                continue;
            }
            long epoch = token == null ? 0 : token.epoch();
            UUID before = token == null ? null : token.session();
            known = file.write(known.claiming(epoch, before, session));
            String version = found.map(Found::version).orElse(null);
            if (objects.replace(known.namespace(), next(known, token), version)) {
                return confirmed(known, epoch + 1);
            }
        }
        throw new IOException("The token " + known.namespace().owner() + " was changed by others at each of "
                + MAX_ATTEMPTS + " attempts to claim it; the claim is repeated.");
    }

    private static boolean continues(LocalOwner known, OwnerToken token) {
        return token.isOf(known.epoch(), known.session()) || token.isOf(known.epoch() + 1, known.pending());
    }

    private Claim confirmed(LocalOwner claiming, long epoch) throws IOException {
        LocalOwner known = file.write(claiming.claiming(epoch, session, null));
        boolean isFork = epoch == 1 && !known.held().isEmpty();
        Outcome outcome = !isFork ? Outcome.OWNED : isDeleted(known.held()) ? Outcome.LOST : Outcome.FORKED;
        return new Claim(outcome, known.namespace(), epoch, session, sentence(outcome, known, epoch));
    }

    /** Asked after the holds were written: a collector that has not set DELETED by then will see the hold. */
    private boolean isDeleted(List<Namespace> held) throws IOException {
        for (Namespace namespace : held) {
            try {
                Optional<Found> token = objects.read(namespace);
                if (token.isPresent() && token.get().token().state() == State.DELETED) {
                    return true;
                }
            } catch (DamagedException e) {
                continue; // no collector deletes objects of a namespace whose token it cannot read
            }
        }
        return false;
    }

    private static String sentence(Outcome outcome, LocalOwner known, long epoch) {
        if (outcome == Outcome.OWNED) {
            return "This node owns epoch " + epoch + " of " + known.namespace() + ".";
        }
        Namespace old = known.held().get(known.held().size() - 1);
        return "The disk of this node is a copy or was restored: another session owns " + old
                + ". The node now stores its objects in " + known.namespace()
                + " and still reads those of the old namespace"
                + (outcome == Outcome.LOST
                        ? ", which a collector has begun to delete; rebalance partitions whose pages are missing."
                        : ".");
    }

    private Claim unknown(LocalOwner known, OwnerToken token) {
        String owner = known.namespace().owner();
        return refused(
                Outcome.UNKNOWN_NODE,
                known,
                token == null
                        ? "The store has no token " + owner + ", but this node owned epoch " + known.epoch()
                                + " of it: the store is another one than this node used, or was emptied. Configure the right store, or give"
                                + " the node a new namespace by command."
                        : "The token " + owner + " has epoch " + token.epoch() + ", but this node owned epoch "
                                + known.epoch()
                                + ": the store was restored from an older copy. Use the newer store, or give the node a new namespace by"
                                + " command.");
    }

    private Claim refused(Outcome outcome, LocalOwner known, String sentence) {
        return new Claim(outcome, known.namespace(), 0, session, sentence);
    }

    /** Begins a new namespace with a new session; durable before any request, so that no hold is forgotten. */
    private LocalOwner fork(LocalOwner known) throws IOException {
        session = ids.get();
        return file.write(known.forked(newNamespace(), session));
    }

    /** Returns the token of the next epoch. It names earlier namespaces also when their hold has ended: proof that the node does not return to them. */
    private OwnerToken next(LocalOwner known, OwnerToken token) {
        NodeName node = name.get();
        Instant now = clock.instant();
        Set<String> forkedFrom = new LinkedHashSet<>(token == null ? List.of() : token.forkedFrom());
        known.held().forEach(held -> forkedFrom.add(held.toString()));
        return new OwnerToken(
                known.epoch() + 1,
                session,
                State.ACTIVE,
                node.clusterId(),
                node.consistentId(),
                List.copyOf(forkedFrom),
                now,
                now);
    }

    private Namespace newNamespace() {
        return new Namespace(
                name.get().folder(), ids.get().toString().replace("-", "").substring(0, ID_LENGTH));
    }
}
