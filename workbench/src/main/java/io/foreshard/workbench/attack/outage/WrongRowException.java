package io.foreshard.workbench.attack.outage;

/** A read that answered with another row than acknowledged, or with another number of rows: a violation in each case. */
final class WrongRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongRowException(String sentence) {
        super(sentence);
    }
}
