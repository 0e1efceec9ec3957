package io.foreshard.predict;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ignite.ml.dataset.feature.extractor.Vectorizer;
import org.apache.ignite.ml.dataset.feature.extractor.impl.DummyVectorizer;
import org.apache.ignite.ml.dataset.impl.local.LocalDatasetBuilder;
import org.apache.ignite.ml.math.primitives.vector.Vector;
import org.apache.ignite.ml.math.primitives.vector.VectorUtils;
import org.apache.ignite.ml.naivebayes.gaussian.GaussianNaiveBayesModel;
import org.apache.ignite.ml.naivebayes.gaussian.GaussianNaiveBayesTrainer;

/**
 * The type a user acts with next, by the Gaussian naive Bayes of Ignite ML, tempered.
 *
 * <p>Means and variances are Ignite's; the posterior is computed here, since a feature that never varied within a class (most one-hot
 * ones in small samples) makes Ignite's own divide by zero. Naive Bayes counts correlated features as if each were new evidence and is far
 * too sure of itself: its likelihood is raised to the power that does best on a later part of the training examples (temperature scaling,
 * Guo et al. 2017). Travels as plain numbers, so reading bytes creates no foreign objects.
 * Immutable and thread-safe.
 */
public final class NextActionModel implements Predictor {
    private static final int MAGIC = 0x46_53_4e_42;
    private static final int MOST = 1 << 12;
    private static final double LEAST_VARIANCE = 0.01;
    private static final int PARTITIONS = 2;
    private static final double[] POWERS = {.02, .05, .1, .15, .2, .3, .4, .5, .7, 1};
    private static final double TEMPERED_SHARE = .8;

    private final long version;
    private final long trainedAtMillis;
    private final Score score;
    private final Score majority;
    private final double power;
    private final FeatureCode code;
    private final int[] labels;
    private final double[] priors;
    private final double[][] means;
    private final double[][] variances;

    private NextActionModel(
            long version,
            long trainedAtMillis,
            Score score,
            Score majority,
            double power,
            FeatureCode code,
            int[] labels,
            double[] priors,
            double[][] means,
            double[][] variances) {
        this.version = version;
        this.trainedAtMillis = trainedAtMillis;
        this.score = score;
        this.majority = majority;
        this.power = power;
        this.code = code;
        this.labels = labels;
        this.priors = priors;
        this.means = means;
        this.variances = variances;
    }

    /**
     * Trains a model in this thread; it has no score yet.
     *
     * @param examples ordered by time
     */
    static NextActionModel train(List<Example> examples, long version, long nowMillis) {
        int cut = (int) (examples.size() * TEMPERED_SHARE);
        NextActionModel early = bayes(examples.subList(0, cut), version, nowMillis);
        List<Example> later = examples.subList(cut, examples.size());
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (double power : POWERS) {
            double loss = Score.of(early.tempered(power), later).logLoss();
            if (loss < least) {
                least = loss;
                best = power;
            }
        }
        NextActionModel all = bayes(examples, version, nowMillis);
        return all.tempered(best);
    }

    private static NextActionModel bayes(List<Example> examples, long version, long nowMillis) {
        FeatureCode code = FeatureCode.of(examples);
        Map<Integer, Vector> rows = new HashMap<>();
        for (Example example : examples) {
            double[] row = Arrays.copyOf(code.encode(example), code.length() + 1);
            row[code.length()] = example.label();
            rows.put(rows.size(), VectorUtils.of(row));
        }
        GaussianNaiveBayesModel bayes = new GaussianNaiveBayesTrainer()
                .fit(
                        new LocalDatasetBuilder<>(rows, PARTITIONS),
                        new DummyVectorizer<Integer>().labeled(Vectorizer.LabelCoordinate.LAST));
        int[] labels = Arrays.stream(bayes.getLabels())
                .mapToInt(label -> (int) Math.round(label))
                .toArray();
        return new NextActionModel(
                version,
                nowMillis,
                Score.NONE,
                Score.NONE,
                1,
                code,
                labels,
                bayes.getClassProbabilities(),
                bayes.getMeans(),
                bayes.getVariances());
    }

    NextActionModel scored(Score own, Score majoritys) {
        return new NextActionModel(
                version, trainedAtMillis, own, majoritys, power, code, labels, priors, means, variances);
    }

    private NextActionModel tempered(double otherPower) {
        return new NextActionModel(
                version, trainedAtMillis, score, majority, otherPower, code, labels, priors, means, variances);
    }

    /** Returns the version: 1 for the first model that served, one more for each that replaced another. */
    public long version() {
        return version;
    }

    /** Returns when it was trained. */
    public long trainedAtMillis() {
        return trainedAtMillis;
    }

    /** Returns how it did on the newest examples, which it was not trained on. */
    public Score score() {
        return score;
    }

    /** Returns how always saying the most frequent label does on the same examples. */
    public Score majority() {
        return majority;
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        double[] features = code.encode(example);
        double[] sums = new double[labels.length];
        for (int label = 0; label < sums.length; label++) {
            sums[label] = Math.log(priors[label]);
            for (int i = 0; i < features.length; i++) {
                double variance = Math.max(LEAST_VARIANCE, variances[label][i]);
                double off = features[i] - means[label][i];
                sums[label] -= power * (off * off / variance + Math.log(variance)) / 2;
            }
        }
        return Predictor.normalise(sums);
    }

    /** Returns the model as bytes. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeLong(version);
            out.writeLong(trainedAtMillis);
            score.write(out);
            majority.write(out);
            out.writeDouble(power);
            int[] types = code.types();
            out.writeInt(types.length);
            for (int type : types) {
                out.writeInt(type);
            }
            out.writeInt(labels.length);
            for (int label = 0; label < labels.length; label++) {
                out.writeInt(labels[label]);
                out.writeDouble(priors[label]);
                for (int i = 0; i < code.length(); i++) {
                    out.writeDouble(means[label][i]);
                    out.writeDouble(variances[label][i]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a model.
     *
     * @throws IllegalArgumentException if the bytes are not a model of this format
     */
    public static NextActionModel fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalArgumentException("These bytes are not a model of the next action; train a new one.");
            }
            long version = in.readLong();
            long trainedAtMillis = in.readLong();
            Score score = Score.read(in);
            Score majority = Score.read(in);
            double power = in.readDouble();
            int[] types = new int[length(in)];
            for (int i = 0; i < types.length; i++) {
                types[i] = in.readInt();
            }
            FeatureCode code = new FeatureCode(types);
            int[] labels = new int[length(in)];
            double[] priors = new double[labels.length];
            double[][] means = new double[labels.length][code.length()];
            double[][] variances = new double[labels.length][code.length()];
            for (int label = 0; label < labels.length; label++) {
                labels[label] = in.readInt();
                priors[label] = in.readDouble();
                for (int i = 0; i < code.length(); i++) {
                    means[label][i] = in.readDouble();
                    variances[label][i] = in.readDouble();
                }
            }
            return new NextActionModel(
                    version, trainedAtMillis, score, majority, power, code, labels, priors, means, variances);
        } catch (IOException e) {
            throw new IllegalArgumentException("The bytes of the model end too early; train a new one.", e);
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException("The bytes of the model are damaged; train a new one.");
        }
        return length;
    }
}
