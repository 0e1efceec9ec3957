package io.foreshard.tier.testing;

import java.util.ArrayList;
import java.util.List;

/** The counts of a running simulation. Not thread-safe: one actor runs at a time. */
final class Tally {
    private static final int MAX_VIOLATIONS = 50;

    long rounds;
    long crashes;
    long powerLosses;
    long cleanStops;
    long inFlight;
    long faults;
    long reads;
    long fetched;
    long passedPages;
    long kept;
    long reused;
    long failedFills;
    long offloads;
    long recalls;
    long uploadedPages;
    long releasedPages;
    long failedMoves;
    long destroyed;
    long clones;
    long lost;
    long wrong;
    private final List<String> violations = new ArrayList<>();

    void violation(String sentence) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(sentence);
        }
    }

    List<String> violations() {
        return violations;
    }
}
