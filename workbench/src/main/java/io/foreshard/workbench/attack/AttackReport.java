package io.foreshard.workbench.attack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The result of an attack, or of several runs of one attack; its JSON form is the report file. Field names are stable: tools read them. Immutable and
 * thread-safe.
 *
 * @param name name of the attack
 * @param seed seed of the run, of the first of several
 * @param rounds rounds that count
 * @param faults injected faults: kills, crashes, corruptions
 * @param inFlight rounds, or faults, that hit work in flight
 * @param lost rows or pages that were acknowledged and not found
 * @param wrong rows or pages with other content than acknowledged
 * @param violationCount all violations
 * @param violations a sentence for each violation, at most {@value #MAX_VIOLATIONS}
 * @param digest fingerprint of the random choices (of the whole run where it is deterministic): equal seeds have equal digests
 * @param failpoints faults by the work they interrupted, or by the place they were injected at
 * @param figures other counts of the run
 * @param cells results of the parts of an attack that is a matrix, field by field; else empty
 * @param seconds wall time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AttackReport(
        String name,
        long seed,
        long rounds,
        long faults,
        long inFlight,
        long lost,
        long wrong,
        long violationCount,
        List<String> violations,
        String digest,
        Map<String, Long> failpoints,
        Map<String, Long> figures,
        List<Map<String, String>> cells,
        double seconds) {
    /** Sentences that a report keeps. */
    public static final int MAX_VIOLATIONS = 100;

    /** Copies the collections. */
    public AttackReport {
        violations = List.copyOf(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS)));
        failpoints = sorted(failpoints);
        figures = sorted(figures);
        cells = cells == null ? List.of() : List.copyOf(cells); // a report of an older version has none
    }

    private static Map<String, Long> sorted(Map<String, Long> counts) {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /**
     * Adds the counts of another run of the same attack.
     *
     * @throws IllegalArgumentException if the other report is of another attack
     */
    public AttackReport plus(AttackReport other) {
        if (!name.equals(other.name)) {
            throw new IllegalArgumentException(
                    "Reports of different attacks cannot be summed: " + name + " and " + other.name + ".");
        }
        List<String> sentences = new ArrayList<>(violations);
        sentences.addAll(other.violations);
        return new AttackReport(
                name,
                seed,
                rounds + other.rounds,
                faults + other.faults,
                inFlight + other.inFlight,
                lost + other.lost,
                wrong + other.wrong,
                violationCount + other.violationCount,
                sentences,
                digest + "+" + other.digest,
                sum(failpoints, other.failpoints),
                sum(figures, other.figures),
                Stream.concat(cells.stream(), other.cells.stream()).toList(),
                seconds + other.seconds);
    }

    private static Map<String, Long> sum(Map<String, Long> left, Map<String, Long> right) {
        Map<String, Long> sum = new TreeMap<>(left);
        right.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }

    static AttackReport read(Path file) throws IOException {
        return new ObjectMapper().readValue(file.toFile(), AttackReport.class);
    }

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }
}
