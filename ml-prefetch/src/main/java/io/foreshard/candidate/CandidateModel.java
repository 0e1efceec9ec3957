package io.foreshard.candidate;

/**
 * Linear scores of candidates: the higher the score, the sooner the candidate is expected to be used. Candidates that the session has used before have weights of their own.
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
