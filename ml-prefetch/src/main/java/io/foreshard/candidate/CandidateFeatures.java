package io.foreshard.candidate;

import static io.foreshard.candidate.CandidateSources.AFTER;
import static io.foreshard.candidate.CandidateSources.AROUND;
import static io.foreshard.candidate.CandidateSources.BEFORE;
import static io.foreshard.candidate.CandidateSources.IN_GROUP;
import static io.foreshard.candidate.CandidateSources.IN_SESSION;
import static io.foreshard.candidate.CandidateSources.MARKOV1;
import static io.foreshard.candidate.CandidateSources.MARKOV2;
import static io.foreshard.candidate.CandidateSources.MARKOV3;
import static io.foreshard.candidate.CandidateSources.NEIGHBOURS;
import static io.foreshard.candidate.CandidateSources.NEIGHBOURS_AFTER;
import static io.foreshard.candidate.CandidateSources.NEIGHBOURS_NEAR;
import static io.foreshard.candidate.CandidateSources.OWN;
import static io.foreshard.candidate.CandidateSources.POPULAR;
import static io.foreshard.candidate.CandidateSources.RECENT;
import static io.foreshard.candidate.CandidateSources.SHOWN;
import static io.foreshard.candidate.CandidateSources.SHOWN_DISTANCE;
import static io.foreshard.candidate.CandidateSources.TWO_STEPS;

/** The features of a candidate: logarithms of the shares that its sources give it, smoothed, and its context. Stateless. */
final class CandidateFeatures {
    /** Number of features. */
    static final int LENGTH = 27;

    private static final double SMALL = 1e-3;

    private CandidateFeatures() {}

    /** Writes the features of a candidate into an array of {@link #LENGTH}. */
    static void write(CandidateSources sources, int row, double[] features) {
        // An order that has seen little leans on the one below it, the first on the neighbours.
        double after = sources.get(row, NEIGHBOURS_AFTER);
        double first = (sources.get(row, MARKOV1) + .5 * after) / (sources.total(1) + .5);
        double second = (sources.get(row, MARKOV2) + 2 * first) / (sources.total(2) + 2);
        double third = (sources.get(row, MARKOV3) + 2 * second) / (sources.total(3) + 2);
        double neighbours = sources.get(row, NEIGHBOURS);
        double recent = sources.get(row, RECENT);
        double inSession = sources.get(row, IN_SESSION);
        double own = sources.get(row, OWN);
        double shown = sources.get(row, SHOWN);
        double distance = sources.get(row, SHOWN_DISTANCE);
        double length = Math.log(Math.max(1, sources.sessionLength()));
        double support = Math.log1p(sources.total(1));
        int i = 0;
        features[i++] = log(first);
        features[i++] = log(second);
        features[i++] = log(third);
        features[i++] = first;
        features[i++] = log(first) * support;
        features[i++] = log(sources.get(row, AFTER));
        features[i++] = log(sources.get(row, BEFORE));
        features[i++] = log(sources.get(row, AROUND));
        features[i++] = log(sources.get(row, TWO_STEPS));
        features[i++] = log(neighbours);
        features[i++] = neighbours;
        features[i++] = log(neighbours) * length;
        features[i++] = log(after);
        features[i++] = log(sources.get(row, NEIGHBOURS_NEAR));
        features[i++] = recent;
        features[i++] = Math.log(.01 + recent);
        features[i++] = Math.log1p(own);
        features[i++] = inSession > 0 ? 1 : 0;
        features[i++] = Math.log1p(inSession);
        features[i++] = Math.log(1e-4 + sources.get(row, POPULAR));
        features[i++] = log(sources.get(row, IN_GROUP));
        features[i++] = sources.hasSameGroup(row) ? 1 : 0;
        features[i++] = shown > 0 ? 1 : 0;
        features[i++] = Math.log(.02 + shown);
        features[i++] = Math.max(0, distance);
        features[i++] = Math.max(0, -distance);
        features[i++] = length;
        if (i != LENGTH) {
            throw new IllegalStateException("The features of a candidate are " + i + ", not " + LENGTH + ".");
        }
    }

    /** Returns a score that ranks before there is a model: the mean of some of the shares, and whether the candidate was shown. */
    static double prior(double[] features) {
        return (features[2] + features[5] + features[9] + features[15]) / 4 + .3 * features[22];
    }

    private static double log(double share) {
        return Math.log(SMALL + share);
    }
}
