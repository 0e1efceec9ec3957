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

    private final ControlUtility utility;

    Judges(ControlUtility utility) {
        this.utility = utility;
    }

    /** Returns a sentence for each conflict; none if all is well. */
    List<String> conflicts() {
        List<String> conflicts = new ArrayList<>();
        String caches = String.join(",", KillTables.judgedCaches());
        judge("idle_verify", "no conflicts have been found", conflicts, "--cache", "idle_verify", caches);
        judge("validate_indexes", "no issues found", conflicts, "--cache", "validate_indexes", caches, "--check-sizes");
        return conflicts;
    }

    private void judge(String name, String verdict, List<String> conflicts, String... command) {
        ControlUtility.Result result = utility.run(command);
        for (int attempt = 1; attempt < ATTEMPTS && result.says("not idle"); attempt++) {
            result = utility.run(command);
        }
        if (result.code() != 0 || !result.says(verdict)) {
            String lines = result.output().stream()
                    .filter(line -> !CHATTER.matcher(line).find())
                    .limit(LINES)
                    .collect(Collectors.joining(" | "));
            conflicts.add(name + " (code " + result.code() + "): " + lines);
        }
    }
}
