package io.foreshard.workbench.evaluate;

import java.util.List;

/**
 * A ranker in the results.
 *
 * @param name name in the results
 * @param variants one ranker, or several with different settings: for each kind of targets the best one on the tail of the training sessions is taken
 */
record NamedRanker(String name, List<NextItemRanker> variants) {
    NamedRanker(String name, NextItemRanker ranker) {
        this(name, List.of(ranker));
    }
}
