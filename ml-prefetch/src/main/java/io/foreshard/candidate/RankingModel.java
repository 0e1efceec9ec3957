package io.foreshard.candidate;

import io.foreshard.candidate.CandidateExamples.Snapshot;
import io.foreshard.candidate.CandidateModel.Weights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** The model of one level: linear scores, and the calibration that turns them into probabilities of use. Immutable and thread-safe. */
final class RankingModel {
    /** Share of users before there is any outcome: that of a typical shop. */
    static final double PRIOR = .02;

    /** Probabilities stay away from 0 and 1 by it, so that one outcome costs a finite loss. */
    private static final double MIN_PROBABILITY = 1e-4;

    private static final double OLDER_SHARE = .8;

    private final CandidateModel scores;
    private final Calibration calibration;

    private RankingModel(CandidateModel scores, Calibration calibration) {
        this.scores = scores;
        this.calibration = calibration;
    }

    /**
     * Trains a model.
     *
     * @param previous scores that the training starts from, or null
     * @param rival a model from elsewhere, or null: its scores are kept if the examples show that they are better
     */
    static RankingModel train(Snapshot examples, CandidateModel previous, RankingModel rival) {
        if (rival == null) {
            return calibrated(CandidateTrainer.train(examples, previous), examples);
        }
        int split = (int) (OLDER_SHARE * examples.size());
        Snapshot older = examples.part(0, split);
        Snapshot newest = examples.part(split, examples.size()).where(true);
        RankingModel own = calibrated(CandidateTrainer.train(older, previous), older);
        double ownLoss = weightedSum(own.losses(newest), newest);
        double rivalLoss = weightedSum(calibrated(rival.scores, older).losses(newest), newest);
        return calibrated(ownLoss <= rivalLoss ? own.scores : rival.scores, examples);
    }

    private static double weightedSum(double[] losses, Snapshot examples) {
        double sum = 0;
        for (int i = 0; i < losses.length; i++) {
            sum += examples.weights()[i] * losses[i];
        }
        return sum;
    }

    /** Returns a model whose calibration comes from the examples that the session had not used. */
    static RankingModel calibrated(CandidateModel scores, Snapshot examples) {
        Snapshot fresh = examples.where(true);
        double[] said = new double[fresh.size()];
        for (int i = 0; i < said.length; i++) {
            said[i] = scores.score(fresh.features()[i], true);
        }
        Calibration calibration = new Calibration(said.length == 0 ? new double[1] : said, PRIOR);
        for (int i = 0; i < said.length; i++) {
            calibration.observe(said[i], fresh.distances()[i] > 0, fresh.weights()[i]);
        }
        return new RankingModel(scores, calibration);
    }

    CandidateModel scores() {
        return scores;
    }

    /** Returns a copy, which may be changed. */
    Calibration calibration() {
        return calibration.copy();
    }

    /** Returns the log loss of each of some examples that the session had not used. */
    double[] losses(Snapshot fresh) {
        double[] losses = new double[fresh.size()];
        for (int i = 0; i < losses.length; i++) {
            double probability = calibration.probability(scores.score(fresh.features()[i], true));
            losses[i] = loss(probability, fresh.distances()[i] > 0);
        }
        return losses;
    }

    static double loss(double probability, boolean used) {
        double bounded = Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, probability));
        return -Math.log(used ? bounded : 1 - bounded);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(CandidateFeatures.LENGTH);
        for (Weights weights : Arrays.asList(scores.fresh(), scores.repeated())) {
            for (double weight : weights.weights()) {
                out.writeDouble(weight);
            }
            out.writeDouble(weights.intercept());
        }
        calibration.write(out);
    }

    /**
     * Reads the bytes of {@link #write}.
     *
     * @throws IllegalArgumentException if they are not a model, or one with other features
     */
    static RankingModel read(DataInputStream in) throws IOException {
        int features = in.readInt();
        if (features != CandidateFeatures.LENGTH) {
            throw new IllegalArgumentException("A model of candidates has " + features + " features, this version has "
                    + CandidateFeatures.LENGTH + "; train a new one.");
        }
        return new RankingModel(new CandidateModel(readWeights(in), readWeights(in)), Calibration.read(in));
    }

    private static Weights readWeights(DataInputStream in) throws IOException {
        double[] numbers = new double[CandidateFeatures.LENGTH + 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
            if (!Double.isFinite(numbers[i])) {
                throw new IllegalArgumentException("A weight of a model of candidates is no number.");
            }
        }
        return new Weights(Arrays.copyOf(numbers, numbers.length - 1), numbers[numbers.length - 1]);
    }
}
