package io.foreshard.workbench.attack.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ignite's own comparison of the copies of a partition, and of indexes with rows: {@code idle_verify} and {@code validate_indexes}. Immutable and thread-safe. */
final class Judges {
    private static final int LINES = 12;
    /** A checkpoint that began before the check makes a partition "not idle" once or twice. */
    private static final int ATTEMPTS = 5;

    private static final Pattern CHATTER = Pattern.compile(
            "^(Control utility|20\\d\\d|Time:|User:|Arguments:|Command|---|===|The check procedure task was)");

    /** All copies have equal rows. */
    private static final String COUNTERS_ONLY = "hashConflicts=0]";

    private final ControlUtility utility;

    Judges(ControlUtility utility) {
        this.utility = utility;
    }

    /**
     * The findings of both checks, each empty if all is well.
     *
     * @param conflicts sentences about copies with different rows, and about indexes
     * @param counters sentences about copies with equal rows and different update counters: after a restart Ignite may keep a gap below the counter
     *     (PartitionUpdateCounterTrackingImpl.update(long), which forgets gaps at the first exchange only)
     */
    record Findings(List<String> conflicts, List<String> counters) {}

    Findings judge() {
        Findings findings = new Findings(new ArrayList<>(), new ArrayList<>());
        String caches = String.join(",", KillTables.judgedCaches());
        judge("idle_verify", "no conflicts have been found", findings, "--cache", "idle_verify", caches);
        judge("validate_indexes", "no issues found", findings, "--cache", "validate_indexes", caches, "--check-sizes");
        return findings;
    }

    private void judge(String name, String verdict, Findings findings, String... command) {
        ControlUtility.Result result = utility.run(command);
        for (int attempt = 1; attempt < ATTEMPTS && result.says("not idle"); attempt++) {
            result = utility.run(command);
        }
        if (result.code() == 0 && result.says(verdict)) {
            return;
        }
        String lines = result.output().stream()
                .filter(line -> !CHATTER.matcher(line).find())
                .limit(LINES)
                .collect(Collectors.joining(" | "));
        List<String> kind = result.says(COUNTERS_ONLY) ? findings.counters() : findings.conflicts();
        kind.add(name + " (code " + result.code() + "): " + lines);
    }
}
