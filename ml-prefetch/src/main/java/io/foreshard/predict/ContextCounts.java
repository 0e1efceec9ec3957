package io.foreshard.predict;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The number of times each label followed each context. Not thread-safe while it counts.
 *
 * <p>A context with few examples says little, so its shares are drawn to those of the first context, and these to the shares of all examples: additive
 * smoothing with {@value #TRUST} examples of the coarser context.
 */
final class ContextCounts {
    /** Number of examples that weigh as much as the coarser context. */
    private static final double TRUST = 6;

    private static final double MAX_EVIDENCE = 4;
    private static final int[] NO_COUNTS = {};

    private final int[] labels;
    private final int[] totals;
    private final Map<Long, int[]> contexts;

    /**
     * Creates counts.
     *
     * @param labels labels in ascending order
     * @param totals number of examples of each label
     * @param contexts number of examples of each label by context
     */
    ContextCounts(int[] labels, int[] totals, Map<Long, int[]> contexts) {
        this.labels = labels;
        this.totals = totals;
        this.contexts = contexts;
    }

    /** Returns counts without an example. */
    static ContextCounts empty(int[] labels) {
        return new ContextCounts(labels, new int[labels.length], new HashMap<>());
    }

    /** Counts an example; one with another label than these is ignored. */
    void count(Example example) {
        int label = Arrays.binarySearch(labels, example.label());
        if (label < 0) {
            return;
        }
        totals[label]++;
        for (long context : example.contexts()) {
            contexts.computeIfAbsent(context, unused -> new int[labels.length])[label]++;
        }
    }

    /**
     * Returns the contexts with the most examples.
     *
     * @param minExamples examples that a context needs
     * @param maxContexts number of contexts that are kept
     */
    ContextCounts largest(int minExamples, int maxContexts) {
        List<Map.Entry<Long, int[]>> kept = contexts.entrySet().stream()
                .filter(entry -> sum(entry.getValue()) >= minExamples)
                .sorted(Comparator.<Map.Entry<Long, int[]>>comparingInt(entry -> -sum(entry.getValue()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(maxContexts)
                .toList();
        return new ContextCounts(
                labels, totals, kept.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /**
     * Returns the evidence of each context for each label: the logarithm of the share of the label in the first context, then what each other context
     * adds to it, at most {@value #MAX_EVIDENCE}. A context that was not counted, or has all examples of the first one, adds nothing.
     *
     * @return evidence by label and context
     */
    double[][] evidence(Example example) {
        double[][] evidence = new double[labels.length][example.contexts().length];
        int[] counts = contexts.getOrDefault(example.contexts()[0], NO_COUNTS);
        int examples = sum(counts);
        double[] coarse = shares(counts, examples, shares(totals, sum(totals), prior()));
        for (int label = 0; label < labels.length; label++) {
            evidence[label][0] = Math.log(coarse[label]);
        }
        for (int i = 1; i < example.contexts().length; i++) {
            counts = contexts.getOrDefault(example.contexts()[i], NO_COUNTS);
            int own = sum(counts);
            if (own > 0 && own != examples) {
                double[] shares = shares(counts, own, coarse);
                for (int label = 0; label < labels.length; label++) {
                    double added = Math.log(shares[label]) - evidence[label][0];
                    evidence[label][i] = Math.max(-MAX_EVIDENCE, Math.min(MAX_EVIDENCE, added));
                }
            }
        }
        return evidence;
    }

    private double[] prior() {
        double[] prior = new double[labels.length];
        Arrays.fill(prior, 1.0 / labels.length);
        return prior;
    }

    private static double[] shares(int[] counts, int examples, double[] coarse) {
        double[] shares = new double[coarse.length];
        for (int label = 0; label < shares.length; label++) {
            int own = examples == 0 ? 0 : counts[label];
            shares[label] = (own + TRUST * coarse[label]) / (examples + TRUST);
        }
        return shares;
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Returns the share of a label among all examples. */
    double share(int label) {
        return (double) totals[label] / Math.max(1, sum(totals));
    }

    int[] labels() {
        return labels;
    }

    int[] totals() {
        return totals;
    }

    Map<Long, int[]> contexts() {
        return contexts;
    }
}
