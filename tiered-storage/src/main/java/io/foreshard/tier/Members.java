package io.foreshard.tier;

import java.util.Optional;
import java.util.Set;

/** The nodes of the cluster, as a collector sees them. Implementations are thread-safe. */
public interface Members {
    /** Returns the id of the cluster. */
    String clusterId();

    /** Returns the consistent ids of the baseline, as tokens name them; empty if they are unknown, as while the cluster is inactive. */
    Optional<Set<String>> baseline();
}
