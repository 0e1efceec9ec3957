package io.foreshard.predict;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The baseline that a model must beat: the shares of the labels, the same for every example. Its most probable label is the majority. Immutable and
 * thread-safe.
 */
public final class ShareBaseline implements Predictor {
    private final int[] labels;
    private final double[] shares;

    /** Counts the labels of examples. */
    public ShareBaseline(List<Example> examples) {
        Map<Integer, Integer> counts = new TreeMap<>();
        examples.forEach(example -> counts.merge(example.label(), 1, Integer::sum));
        labels = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
        shares = counts.values().stream()
                .mapToDouble(count -> (double) count / examples.size())
                .toArray();
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        return shares.clone();
    }
}
