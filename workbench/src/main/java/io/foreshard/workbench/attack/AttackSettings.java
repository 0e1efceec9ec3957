package io.foreshard.workbench.attack;

import java.nio.file.Path;

/**
 * The settings of one run of an attack. Immutable and thread-safe.
 *
 * @param seed number that the random choices of the run follow from
 * @param rounds rounds to run, at least 1
 * @param directory existing directory in which the run may create a directory of its own
 * @param keep whether that directory stays after the run
 */
public record AttackSettings(long seed, int rounds, Path directory, boolean keep) {}
