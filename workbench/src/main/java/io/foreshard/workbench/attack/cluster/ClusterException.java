package io.foreshard.workbench.attack.cluster;

/** A violation after which the cluster cannot be used: the sentence says what happened. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; an empty sentence ends a cluster whose violations are counted already. */
    public ClusterException(String sentence) {
        super(sentence);
    }
}
