package io.foreshard.tier.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The sequence of steps of a simulation as one digest: equal seeds give equal digests. Keeps the last steps for messages. Not thread-safe: one actor runs
 * at a time.
 *
 * <p>Names of objects contain random ids, so a name is recorded as the number of its first appearance.
 */
final class Trace {
    private static final int KEPT = 400;

    private final MessageDigest digest;
    private final Map<String, Integer> names = new HashMap<>();
    private final Deque<String> last = new ArrayDeque<>();

    Trace() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256.", e);
        }
    }

    void step(String actor, String call, String outcome) {
        String step = actor + " " + call + " " + outcome;
        digest.update(step.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        last.addLast(step);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** Returns the number of an object name. */
    int number(String name) {
        return names.computeIfAbsent(name, unused -> names.size());
    }

    /** Returns the last steps, the oldest first. */
    List<String> last() {
        return List.copyOf(last);
    }

    /** Returns the digest of all steps so far. */
    String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest(), 0, 16);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JVM's SHA-256 can be cloned.", e);
        }
    }
}
