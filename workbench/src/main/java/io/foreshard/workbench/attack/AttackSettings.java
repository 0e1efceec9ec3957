package io.foreshard.workbench.attack;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings of one run of an attack. Immutable and thread-safe.
 *
 * @param seed number that the random choices of the run follow from
 * @param rounds rounds to run, at least 1
 * @param directory existing directory in which the run may create a directory of its own
 * @param keep whether that directory stays after the run
 * @param seconds duration of a fault that lasts, 0 for that of the attack
 * @param outages whether the object store has outages during the attack
 * @param only names of the parts of the attack to run, empty for all
 * @param withoutSafeguards whether the safeguards against the attacked defect are switched off: the attack then shows the defect
 */
public record AttackSettings(
        long seed,
        int rounds,
        Path directory,
        boolean keep,
        int seconds,
        boolean outages,
        List<String> only,
        boolean withoutSafeguards) {
    /** Copies the names. */
    public AttackSettings {
        only = List.copyOf(only);
    }

    /** Creates the settings of a whole attack. */
    public AttackSettings(long seed, int rounds, Path directory, boolean keep) {
        this(seed, rounds, directory, keep, 0, false, List.of(), false);
    }

    /** Returns the settings of a run with another number of rounds. */
    public AttackSettings withRounds(int number) {
        return new AttackSettings(seed, number, directory, keep, seconds, outages, only, withoutSafeguards);
    }
}
