package io.foreshard.candidate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The last labelled candidates, of which the oldest makes room for a new one. Not thread-safe. */
final class CandidateExamples {
    private static final int MIN_LENGTH = 1_024;

    private final int capacity;
    private float[] features = new float[0];
    private int[] distances = new int[0];
    private boolean[] fresh = new boolean[0];
    private float[] weights = new float[0];
    private long added;

    /** @param capacity examples that are kept; memory is taken as they come */
    CandidateExamples(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds an example.
     *
     * @param distance interactions until the candidate was used, 0 if it was not
     * @param isFresh whether the session had not used the candidate before it was predicted
     * @param weight number of predictions that this one stands for
     */
    void add(float[] example, int distance, boolean isFresh, float weight) {
        int at = (int) (added++ % capacity);
        if (at == distances.length) {
            int larger = Math.min(capacity, Math.max(MIN_LENGTH, 2 * at));
            features = Arrays.copyOf(features, larger * CandidateFeatures.LENGTH);
            distances = Arrays.copyOf(distances, larger);
            fresh = Arrays.copyOf(fresh, larger);
            weights = Arrays.copyOf(weights, larger);
        }
        System.arraycopy(example, 0, features, at * CandidateFeatures.LENGTH, CandidateFeatures.LENGTH);
        distances[at] = distance;
        fresh[at] = isFresh;
        weights[at] = weight;
    }

    /** Returns the number of examples that were added. */
    long added() {
        return added;
    }

    /**
     * Returns a copy, which does not change, of the examples that are kept, the oldest first.
     *
     * @param since number of the first examples that are not wanted
     */
    Snapshot snapshot(long since) {
        long first = Math.max(since, added - capacity);
        int size = (int) (added - first);
        Snapshot copy = new Snapshot(
                new double[size][CandidateFeatures.LENGTH], new int[size], new boolean[size], new float[size]);
        for (int row = 0; row < size; row++) {
            int at = (int) ((first + row) % capacity);
            for (int i = 0; i < CandidateFeatures.LENGTH; i++) {
                copy.features[row][i] = features[at * CandidateFeatures.LENGTH + i];
            }
            copy.distances[row] = distances[at];
            copy.fresh[row] = fresh[at];
            copy.weights[row] = weights[at];
        }
        return copy;
    }

    /** Examples as in {@link #add}, by index, the oldest first. */
    record Snapshot(double[][] features, int[] distances, boolean[] fresh, float[] weights) {
        int size() {
            return distances.length;
        }

        /** Returns the examples that are fresh, or those that are not. */
        Snapshot where(boolean isFresh) {
            return chosen(IntStream.range(0, size()).filter(example -> fresh[example] == isFresh));
        }

        /** Returns the examples with an index from {@code from} on, below {@code to}. */
        Snapshot part(int from, int to) {
            return chosen(IntStream.range(from, to));
        }

        private Snapshot chosen(IntStream examples) {
            int[] chosen = examples.toArray();
            double[][] chosenFeatures = new double[chosen.length][];
            int[] chosenDistances = new int[chosen.length];
            boolean[] chosenFresh = new boolean[chosen.length];
            float[] chosenWeights = new float[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                chosenFeatures[i] = features[chosen[i]];
                chosenDistances[i] = distances[chosen[i]];
                chosenFresh[i] = fresh[chosen[i]];
                chosenWeights[i] = weights[chosen[i]];
            }
            return new Snapshot(chosenFeatures, chosenDistances, chosenFresh, chosenWeights);
        }
    }
}
