package io.foreshard.candidate;

/**
 * Linear scores of candidates: the higher, the sooner is it that a candidate is used again in the session. Those that the session has used before follow other rules and have weights of their own.
 * Immutable and thread-safe.
 */
record CandidateModel(Weights fresh, Weights repeated) {
    /**
     * The weights of one kind of candidates.
     *
     * @param weights weight of each of {@link CandidateFeatures}
     */
    record Weights(double[] weights, double intercept) {
        double score(double[] features) {
            double sum = intercept;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * features[i];
            }
            return sum;
        }
    }

    /** @param isFresh whether the session has not used the candidate */
    double score(double[] features, boolean isFresh) {
        return (isFresh ? fresh : repeated).score(features);
    }
}
