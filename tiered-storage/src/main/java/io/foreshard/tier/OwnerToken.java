package io.foreshard.tier;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The object that says who owns a namespace of the store. Immutable.
 *
 * <p>A token is never deleted, also when the objects of its namespace are: no object name of the namespace is ever used twice.
 *
 * @param epoch number of claims so far; each owner has its own
 * @param session random id of the owner
 * @param state whether the objects are in use, or are being collected
 * @param clusterId id of the cluster of the node
 * @param consistentId consistent id of the node
 * @param forkedFrom namespaces of earlier disks of the node, to which it does not return
 * @param claimedAt time of the claim; of the first claim by a collector, if the namespace is collected
 * @param seenAt time when the node last confirmed that it owns the namespace
 */
record OwnerToken(
        long epoch,
        UUID session,
        State state,
        String clusterId,
        String consistentId,
        List<String> forkedFrom,
        Instant claimedAt,
        Instant seenAt) {
    private static final String TITLE = "foreshard-owner 1";

    /** The use of a namespace. */
    enum State {
        /** A node owns it. */
        ACTIVE,
        /** A collector owns it because its node is gone; its objects are untouched, and a hold keeps them. */
        COLLECTED,
        /** A collector deletes its objects, or has deleted them. */
        DELETED
    }

    OwnerToken {
        forkedFrom = List.copyOf(forkedFrom);
    }

    boolean isOf(long otherEpoch, UUID otherSession) {
        return epoch == otherEpoch && session.equals(otherSession);
    }

    /** Returns the same token, seen at a later time. */
    OwnerToken seen(Instant time) {
        return new OwnerToken(epoch, session, state, clusterId, consistentId, forkedFrom, claimedAt, time);
    }

    /** Returns the token of the next epoch, owned by a collector. */
    OwnerToken collected(UUID collector, State next, Instant since) {
        return new OwnerToken(epoch + 1, collector, next, clusterId, consistentId, forkedFrom, since, seenAt);
    }

    byte[] encode() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("epoch", String.valueOf(epoch));
        values.put("session", session.toString());
        values.put("state", state.name());
        values.put("cluster", clusterId);
        values.put("node", consistentId);
        values.put("forkedFrom", String.join(" ", forkedFrom));
        values.put("claimedAt", claimedAt.toString());
        values.put("seenAt", seenAt.toString());
        return CheckedText.encode(TITLE, values);
    }

    /** @throws DamagedException if the bytes are not a token of this version */
    static OwnerToken decode(String object, byte[] bytes) throws DamagedException {
        Map<String, String> values;
        try {
            values = CheckedText.decode(TITLE, "The owner token " + object, bytes);
        } catch (DamagedException e) {
            throw new DamagedException(
                    e.getMessage()
                            + " The tier offloads and deletes nothing in this namespace. Delete the token and give the node a new namespace.");
        }
        String forkedFrom = values.get("forkedFrom");
        return new OwnerToken(
                Long.parseLong(values.get("epoch")),
                UUID.fromString(values.get("session")),
                State.valueOf(values.get("state")),
                values.get("cluster"),
                values.get("node"),
                forkedFrom.isEmpty() ? List.of() : List.of(forkedFrom.split(" ")),
                Instant.parse(values.get("claimedAt")),
                Instant.parse(values.get("seenAt")));
    }
}
