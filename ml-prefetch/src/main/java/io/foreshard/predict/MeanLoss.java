package io.foreshard.predict;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The mean log loss of a model on a set of examples, with its spread: what a later loss of the same model is compared with. Immutable and thread-safe.
 *
 * @param examples number of examples
 * @param mean mean log loss, not negative
 * @param variance variance of the loss of one example, not negative
 */
public record MeanLoss(int examples, double mean, double variance) {
    /** The loss of no example. */
    public static final MeanLoss NONE = new MeanLoss(0, 0, 0);

    /** With fewer examples the mean is too uncertain to say anything. */
    private static final int MIN_EXAMPLES = 200;
    /** One of 700 sets of examples of an unchanged world is above it. */
    private static final double STANDARD_ERRORS = 3;
    /** A smaller rise is not worth a training. */
    private static final double MIN_RISE = .02;

    /** Returns the mean of losses. */
    public static MeanLoss of(double[] losses) {
        double mean = Arrays.stream(losses).average().orElse(0);
        double variance = Arrays.stream(losses)
                .map(loss -> (loss - mean) * (loss - mean))
                .average()
                .orElse(0);
        return new MeanLoss(losses.length, mean, variance);
    }

    /** Returns whether this loss is higher than an earlier one by at least {@value #MIN_RISE} and by more than chance explains. */
    public boolean isDriftFrom(MeanLoss earlier) {
        if (examples < MIN_EXAMPLES || earlier.examples < MIN_EXAMPLES) {
            return false;
        }
        double standardError = Math.sqrt(variance / examples + earlier.variance / earlier.examples);
        return mean - earlier.mean > Math.max(MIN_RISE, STANDARD_ERRORS * standardError);
    }

    /** Writes the three numbers. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(examples);
        out.writeDouble(mean);
        out.writeDouble(variance);
    }

    /** Reads the bytes of {@link #write}. */
    public static MeanLoss read(DataInputStream in) throws IOException {
        return new MeanLoss(in.readInt(), in.readDouble(), in.readDouble());
    }
}
