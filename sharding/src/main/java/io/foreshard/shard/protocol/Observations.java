package io.foreshard.shard.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run saw: steps, counts and violations. Not thread-safe. */
final class Observations {
    private static final int STEPS_KEPT = 120;

    private final Deque<String> steps = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private long digest = 0xcbf29ce484222325L;

    /** Records a step; the digest covers all of them (FNV-1a). */
    void step(String what, String server, long number) {
        String step = what + " " + server + " " + number;
        for (int i = 0; i < step.length(); i++) {
            digest = (digest ^ step.charAt(i)) * 0x100000001b3L;
        }
        steps.addLast(step);
        if (steps.size() > STEPS_KEPT) {
            steps.removeFirst();
        }
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    void violate(Violation violation, String sentence) {
        count(violation.label());
        violations.add(sentence);
    }

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    List<String> violations() {
        return violations;
    }

    List<String> lastSteps() {
        return List.copyOf(steps);
    }

    String digest() {
        return String.format(Locale.ROOT, "%016x", digest);
    }
}
