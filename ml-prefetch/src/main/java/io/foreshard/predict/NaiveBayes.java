package io.foreshard.predict;

/**
 * The learned parameters of a Gaussian naive Bayes classifier; the arrays are shared and never changed.
 *
 * @param power exponent of the likelihood, at most 1: naive Bayes counts correlated features as independent evidence and is overconfident
 * @param features encoding of an example
 * @param labels labels, the first index of the other arrays
 * @param priors share of each label
 * @param means mean of each feature by label
 * @param variances variance of each feature by label
 */
record NaiveBayes(
        double power, FeatureCode features, int[] labels, double[] priors, double[][] means, double[][] variances) {
    NaiveBayes tempered(double otherPower) {
        return new NaiveBayes(otherPower, features, labels, priors, means, variances);
    }
}
