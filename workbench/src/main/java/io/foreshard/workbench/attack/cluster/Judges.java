package io.foreshard.workbench.attack.cluster;

import io.foreshard.ingest.TableNames;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ignite's own comparison of the copies of a partition, and of indexes with rows: {@code idle_verify} and {@code validate_indexes}. Immutable and thread-safe. */
public final class Judges {
    private static final int LINES = 12;
    /** A checkpoint that began before the check makes a partition "not idle" once or twice. */
    private static final int ATTEMPTS = 5;

    private static final Pattern CHATTER = Pattern.compile(
            "^(Control utility|20\\d\\d|Time:|User:|Arguments:|Command|---|===|The check procedure task was)");

    /** All copies have equal rows. */
    private static final String COUNTERS_ONLY = "hashConflicts=0]";

    private static final String RECEIPTS = "grpName=" + TableNames.DEFAULT.receipts() + ",";
    private static final Pattern SIZE = Pattern.compile("size=\\d+");

    private final ControlUtility utility;
    private final List<String> caches;

    /** Creates the checks of some caches. */
    public Judges(ControlUtility utility, List<String> caches) {
        this.utility = utility;
        this.caches = List.copyOf(caches);
    }

    /**
     * The findings of both checks, each empty if all is well.
     *
     * @param conflicts sentences about copies with different rows, and about indexes
     * @param counters sentences about copies with equal rows and different update counters: after a restart Ignite may keep a gap below the counter
     *     (PartitionUpdateCounterTrackingImpl.update(long), which forgets gaps at the first exchange only)
     * @param expiries sentences about copies of receipts, some of which do not expire on one server: Ignite's recovery of a backup forgets when a row expires
     *     (GridDistributedTxRemoteAdapter.commitIfLocked logs 0), and {@code idle_verify} compares only rows that do not expire
     */
    public record Findings(List<String> conflicts, List<String> counters, List<String> expiries) {
        /** Makes each conflict a violation; counts and tells the other findings. Returns whether the cluster can be used on: it has no conflict. */
        public boolean report(Tally tally, Progress progress, String where) {
            conflicts.forEach(conflict -> tally.violation(where + ": " + conflict));
            tell("counterConflicts", counters, tally, progress);
            tell("lostExpiries", expiries, tally, progress);
            return conflicts.isEmpty();
        }

        private static void tell(String figure, List<String> sentences, Tally tally, Progress progress) {
            for (String sentence : sentences) {
                tally.figure(figure, 1);
                progress.say(sentence);
            }
        }
    }

    /** Runs both checks; blocks until they have ended. */
    public Findings judge() {
        Findings findings = new Findings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String names = String.join(",", caches);
        judge("idle_verify", "no conflicts have been found", findings, "--cache", "idle_verify", names);
        judge("validate_indexes", "no issues found", findings, "--cache", "validate_indexes", names, "--check-sizes");
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
        List<String> kind = result.says(COUNTERS_ONLY)
                ? findings.counters()
                : differOnlyInExpiry(result.output()) ? findings.expiries() : findings.conflicts();
        kind.add(name + " (code " + result.code() + "): " + lines);
    }

    /** Returns whether there are copies with different rows, and all of them are copies of receipts with equal numbers of rows. */
    static boolean differOnlyInExpiry(List<String> output) {
        boolean isAboutRows = false;
        boolean found = false;
        String partition = "";
        for (String line : output) {
            if (line.endsWith("conflicts:")) {
                isAboutRows = line.startsWith("Hash");
            } else if (line.startsWith("Conflict partition:")) {
                partition = line;
            } else if (line.startsWith("Partition instances:") && isAboutRows) {
                found = true;
                long sizes = SIZE.matcher(line)
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .count();
                if (!partition.contains(RECEIPTS) || sizes != 1) {
                    return false;
                }
            }
        }
        return found;
    }
}
