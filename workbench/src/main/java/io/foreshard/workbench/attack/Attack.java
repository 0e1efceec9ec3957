package io.foreshard.workbench.attack;

/** A seeded attack on a part of Foreshard, which compares the result with a model. Implementations are immutable. */
public interface Attack {
    /** Returns the name on the command line: lower-case letters and dashes. */
    String name();

    /** Returns one sentence about the attack for the help text. */
    String description();

    /** Returns the rounds of a run that names none; such a run takes a few minutes at most. */
    int defaultRounds();

    /**
     * Runs the attack. After each round, or each group of short rounds, the attack gives its report so far to {@link Progress#update}; when
     * {@link Progress#isStopped} it ends early.
     *
     * @return the final report; violations are part of it, not an exception
     * @throws InterruptedException if the thread is interrupted, which stops the attack at once; it has released its files, ports and processes
     * @throws Exception if the attack itself cannot go on, with a sentence for the user; files, ports and processes are released
     */
    AttackReport run(AttackSettings settings, Progress progress) throws Exception;
}
