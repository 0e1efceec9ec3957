package io.foreshard.workbench.attack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The counts of a run while it lasts; makes its report. Thread-safe. */
public final class Tally {
    private static final int DIGEST_BYTES = 12;

    private final String name;
    private final long seed;
    private final long startedNanos = System.nanoTime();
    private final MessageDigest digest;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Long> failpoints = new TreeMap<>();
    private final Map<String, Long> figures = new TreeMap<>();
    private final List<Map<String, String>> cells = new ArrayList<>();
    private long violationCount;
    private long rounds;
    private long faults;
    private long inFlight;
    private long lost;
    private long wrong;

    /** Begins a run of an attack. */
    public Tally(String name, long seed) {
        this.name = name;
        this.seed = seed;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java platform has SHA-256.", e);
        }
    }

    /**
     * Counts a round.
     *
     * @param hit whether its fault hit work in flight
     */
    public synchronized void round(boolean hit) {
        rounds++;
        inFlight += hit ? 1 : 0;
    }

    /** Counts a fault. */
    public synchronized void fault() {
        faults++;
    }

    /** Counts a fault at a failpoint, or the work that a fault interrupted. */
    public synchronized void failpoint(String failpoint) {
        failpoints.merge(failpoint, 1L, Long::sum);
    }

    /** Adds to a figure of the attack's own. */
    public synchronized void figure(String figure, long count) {
        figures.merge(figure, count, Long::sum);
    }

    /** Adds the result of a part of an attack that is a matrix. */
    public synchronized void cell(Map<String, String> fields) {
        cells.add(java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(fields)));
    }

    /** Counts a lost row or page, which is a violation. */
    public synchronized void lost(String sentence) {
        lost++;
        violation(sentence);
    }

    /** Counts a row or page with wrong content, which is a violation. */
    public synchronized void wrong(String sentence) {
        wrong++;
        violation(sentence);
    }

    /** Counts a violation. */
    public synchronized void violation(String sentence) {
        violationCount++;
        if (violations.size() < AttackReport.MAX_VIOLATIONS) {
            violations.add(sentence);
        }
    }

    /** Adds a choice or an event to the digest of the run. */
    public synchronized void digest(String event) {
        digest.update(event.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** Returns the number of violations so far. */
    public synchronized long violations() {
        return violationCount;
    }

    /** Returns the sentences after the first ones; none beyond those that a report keeps. */
    public synchronized List<String> violationsSince(long number) {
        return List.copyOf(violations.subList((int) Math.min(number, violations.size()), violations.size()));
    }

    /** Returns the number of rounds so far. */
    public synchronized long rounds() {
        return rounds;
    }

    /** Returns the report so far. */
    public synchronized AttackReport report() {
        return new AttackReport(
                name,
                seed,
                rounds,
                faults,
                inFlight,
                lost,
                wrong,
                violationCount,
                violations,
                fingerprint(),
                failpoints,
                figures,
                cells,
                Math.round((System.nanoTime() - startedNanos) / 1e8) / 10.0);
    }

    private String fingerprint() {
        try {
            byte[] hash = ((MessageDigest) digest.clone()).digest();
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this Java platform cannot be copied.", e);
        }
    }
}
