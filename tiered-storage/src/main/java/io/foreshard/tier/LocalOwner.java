package io.foreshard.tier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The owner of a namespace as the disk of the node knows it: compared with the token, it tells a disk that was restored or copied. Immutable.
 *
 * @param namespace own namespace
 * @param epoch epoch of the last confirmed claim, 0 before the first
 * @param session session of that claim, null before the first
 * @param pending session that tries to claim the next epoch, null if none does
 * @param held namespaces of earlier disks of this node, whose objects it may still read; it has a hold in each
 */
record LocalOwner(Namespace namespace, long epoch, UUID session, UUID pending, List<Namespace> held) {
    private static final String TITLE = "foreshard-local-owner 1";

    LocalOwner {
        held = List.copyOf(held);
    }

    /** Returns the owner of a new namespace before its first claim. */
    static LocalOwner first(Namespace namespace, UUID pending, List<Namespace> held) {
        return new LocalOwner(namespace, 0, null, pending, held);
    }

    /** Returns the owner of the next namespace, which holds this one and those that this one holds. */
    LocalOwner forked(Namespace next, UUID claiming) {
        List<Namespace> all = new ArrayList<>(held);
        all.add(namespace);
        return first(next, claiming, all);
    }

    LocalOwner claiming(long confirmedEpoch, UUID confirmedSession, UUID claiming) {
        return new LocalOwner(namespace, confirmedEpoch, confirmedSession, claiming, held);
    }

    LocalOwner holding(Namespace other) {
        if (held.contains(other)) {
            return this;
        }
        List<Namespace> all = new ArrayList<>(held);
        all.add(other);
        return new LocalOwner(namespace, epoch, session, pending, all);
    }

    LocalOwner released(Namespace other) {
        return new LocalOwner(
                namespace,
                epoch,
                session,
                pending,
                held.stream().filter(one -> !one.equals(other)).toList());
    }

    byte[] encode() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("namespace", namespace.toString());
        values.put("epoch", String.valueOf(epoch));
        values.put("session", session == null ? "" : session.toString());
        values.put("pending", pending == null ? "" : pending.toString());
        values.put(
                "held", String.join(" ", held.stream().map(Namespace::toString).toList()));
        return CheckedText.encode(TITLE, values);
    }

    /**
     * Decodes the bytes of {@link #encode}.
     *
     * @param file file, for messages
     * @throws DamagedException if the bytes are not a local owner of this version
     */
    static LocalOwner decode(LocalFile file, byte[] bytes) throws DamagedException {
        Map<String, String> values;
        try {
            values = CheckedText.decode(TITLE, "The file " + file, bytes);
        } catch (DamagedException e) {
            throw new DamagedException(e.getMessage()
                    + " Restore it together with the node's persistence directory, or delete it: the node then takes a new namespace"
                    + " in the store and deletes no object of the old one.");
        }
        String held = values.get("held");
        return new LocalOwner(
                namespace(values.get("namespace")),
                Long.parseLong(values.get("epoch")),
                session(values.get("session")),
                session(values.get("pending")),
                held.isEmpty()
                        ? List.of()
                        : List.of(held.split(" ")).stream()
                                .map(LocalOwner::namespace)
                                .toList());
    }

    private static Namespace namespace(String text) {
        return Namespace.of(text).orElseThrow();
    }

    private static UUID session(String text) {
        return text.isEmpty() ? null : UUID.fromString(text);
    }
}
