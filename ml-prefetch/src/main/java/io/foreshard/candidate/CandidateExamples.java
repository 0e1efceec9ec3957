package io.foreshard.candidate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The last labelled candidates, of which the oldest makes room for a new one. Not thread-safe. */
final class CandidateExamples {
    private final int capacity;
    private final float[] features;
    private final int[] distances;
    private final boolean[] fresh;
    private final float[] weights;
    private long added;

    CandidateExamples(int capacity) {
        this.capacity = capacity;
        features = new float[capacity * CandidateFeatures.LENGTH];
        distances = new int[capacity];
        fresh = new boolean[capacity];
        weights = new float[capacity];
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
        System.arraycopy(example, 0, features, at * CandidateFeatures.LENGTH, CandidateFeatures.LENGTH);
        distances[at] = distance;
        fresh[at] = isFresh;
        weights[at] = weight;
    }

    /** Returns the number of examples that were added. */
    long added() {
        return added;
    }

    /** Returns a copy, which does not change. */
    Snapshot snapshot() {
        int size = (int) Math.min(added, capacity);
        double[][] rows = new double[size][CandidateFeatures.LENGTH];
        for (int row = 0; row < size; row++) {
            for (int i = 0; i < CandidateFeatures.LENGTH; i++) {
                rows[row][i] = features[row * CandidateFeatures.LENGTH + i];
            }
        }
        return new Snapshot(
                rows, Arrays.copyOf(distances, size), Arrays.copyOf(fresh, size), Arrays.copyOf(weights, size));
    }

    /** Examples as in {@link #add}, by index. */
    record Snapshot(double[][] features, int[] distances, boolean[] fresh, float[] weights) {
        int size() {
            return distances.length;
        }

        /** Returns the examples that are fresh, or those that are not. */
        Snapshot where(boolean isFresh) {
            int[] chosen = IntStream.range(0, size())
                    .filter(example -> fresh[example] == isFresh)
                    .toArray();
            double[][] chosenFeatures = new double[chosen.length][];
            int[] chosenDistances = new int[chosen.length];
            boolean[] chosenFresh = new boolean[chosen.length];
            float[] chosenWeights = new float[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                chosenFeatures[i] = features[chosen[i]];
                chosenDistances[i] = distances[chosen[i]];
                chosenFresh[i] = isFresh;
                chosenWeights[i] = weights[chosen[i]];
            }
            return new Snapshot(chosenFeatures, chosenDistances, chosenFresh, chosenWeights);
        }
    }
}
