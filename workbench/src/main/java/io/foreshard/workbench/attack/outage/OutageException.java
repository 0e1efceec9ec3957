package io.foreshard.workbench.attack.outage;

/** A failure after which the cluster of the attack cannot be used; its sentence is a violation. */
final class OutageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutageException(String sentence) {
        super(sentence);
    }
}
