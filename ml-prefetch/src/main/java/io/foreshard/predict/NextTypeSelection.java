package io.foreshard.predict;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The selection of a model of the next type: trains on the older examples, and replaces the published model only by one that is better on the newest. A pure function. */
public final class NextTypeSelection {
    private NextTypeSelection() {}

    /**
     * The result of one training.
     *
     * @param better the trained model if it should replace the published one
     * @param loss loss on the newest examples of the model that is then in use; of no example if there is no model
     * @param reason why the model should replace the published one or not, a sentence
     */
    public record Outcome(Optional<NextTypeModel> better, MeanLoss loss, String reason) {}

    /**
     * Trains a challenger and compares it with the published model, or with the shares of the labels if there is none.
     *
     * @param older examples for the training, ordered by time
     * @param newest examples for the comparison, at least one
     * @param champion the published model, or null
     * @param version version of the challenger
     */
    public static Outcome select(
            List<Example> older,
            List<Example> newest,
            SessionGap gap,
            NextTypeModel champion,
            long version,
            long nowMillis) {
        if (older.stream().mapToInt(Example::label).distinct().count() < 2) {
            return new Outcome(
                    Optional.empty(), loss(champion, newest), "Next type: all older examples have the same label.");
        }
        ShareBaseline shares = new ShareBaseline(older);
        NextTypeModel trained = NextTypeTrainer.train(older, gap, version, nowMillis);
        Score majority = Score.of(shares, newest);
        NextTypeModel challenger = trained.scored(Score.of(trained, newest), majority);
        double[] losses = Score.losses(challenger, newest);
        LossComparison withShares = compare(Score.losses(shares, newest), losses);
        if (!withShares.isBetter()) {
            return refused(champion, newest, "the label shares", withShares);
        }
        if (champion == null) {
            return published(challenger, losses, "the label shares", withShares);
        }
        LossComparison withChampion = compare(Score.losses(champion, newest), losses);
        String name = "version " + champion.version();
        return withChampion.isBetter()
                ? published(challenger, losses, name, withChampion)
                : refused(champion, newest, name, withChampion);
    }

    private static LossComparison compare(double[] champion, double[] challenger) {
        float[] weights = new float[champion.length];
        Arrays.fill(weights, 1);
        return LossComparison.of(champion, challenger, weights);
    }

    private static Outcome published(NextTypeModel challenger, double[] losses, String rival, LossComparison figures) {
        return new Outcome(
                Optional.of(challenger),
                MeanLoss.of(losses),
                "Next type: better than " + rival + ", " + figures.figures() + ".");
    }

    private static Outcome refused(NextTypeModel champion, List<Example> newest, String rival, LossComparison figures) {
        return new Outcome(
                Optional.empty(),
                loss(champion, newest),
                "Next type: not better than " + rival + ", " + figures.figures() + ".");
    }

    private static MeanLoss loss(NextTypeModel champion, List<Example> newest) {
        return champion == null ? MeanLoss.NONE : MeanLoss.of(Score.losses(champion, newest));
    }
}
