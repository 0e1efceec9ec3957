package io.foreshard.predict;

import java.util.Map;
import java.util.TreeMap;

/** How well predictions met what happened: share of hits, and F1 averaged over every label that occurred or was predicted. */
public record Score(int examples, double accuracy, double macroF1) {
    /** Returns the score of predictions, one for each actual label. */
    public static Score of(int[] actual, int[] predicted) {
        Map<Integer, int[]> counts = new TreeMap<>();
        int hits = 0;
        for (int i = 0; i < actual.length; i++) {
            int[] real = counts.computeIfAbsent(actual[i], label -> new int[3]);
            int[] said = counts.computeIfAbsent(predicted[i], label -> new int[3]);
            if (actual[i] == predicted[i]) {
                hits++;
                real[0]++;
            } else {
                said[1]++;
                real[2]++;
            }
        }
        double sum = 0;
        for (int[] count : counts.values()) {
            sum += 2.0 * count[0] / (2.0 * count[0] + count[1] + count[2]);
        }
        return actual.length == 0
                ? new Score(0, 0, 0)
                : new Score(actual.length, (double) hits / actual.length, sum / counts.size());
    }
}
