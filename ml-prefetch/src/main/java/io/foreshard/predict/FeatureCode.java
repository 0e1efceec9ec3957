package io.foreshard.predict;

import java.util.Arrays;
import java.util.List;

/** The encoding of an example as numbers: one-hot types of the training's vocabulary, then scaled context. Immutable and thread-safe. */
final class FeatureCode {
    private static final int CONTEXT = 4;

    private final int[] types;

    FeatureCode(int... sortedTypes) {
        this.types = sortedTypes.clone();
    }

    static FeatureCode of(List<Example> examples) {
        return new FeatureCode(
                examples.stream().mapToInt(Example::last).distinct().sorted().toArray());
    }

    int[] types() {
        return types.clone();
    }

    int length() {
        return 3 * types.length + CONTEXT;
    }

    double[] encode(Example example) {
        double[] features = new double[length()];
        int[] last = {example.last(), example.second(), example.third()};
        for (int i = 0; i < last.length; i++) {
            int place = Arrays.binarySearch(types, last[i]);
            if (place >= 0) {
                features[i * types.length + place] = 1;
            }
        }
        int context = 3 * types.length;
        features[context] = example.gap() / 6.0;
        features[context + 1] = example.same();
        features[context + 2] = example.position() / 6.0;
        features[context + 3] = example.hour() / 24.0;
        return features;
    }
}
