package io.foreshard.workbench.attack.kill;

/** A violation after which the cluster cannot be used: the sentence says what happened. */
final class KillException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KillException(String sentence) {
        super(sentence);
    }
}
