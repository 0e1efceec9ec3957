package io.foreshard.predict;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The byte format of a {@link NextTypeModel}: plain numbers, so reading bytes creates no foreign objects. Stateless and thread-safe.
 */
public final class NextTypeCodec {
    private static final int MAGIC = 0x46_53_4e_42;
    private static final int MAX_LENGTH = 1 << 12;

    private NextTypeCodec() {}

    /** Returns a model as bytes. */
    public static byte[] encode(NextTypeModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeLong(model.version());
            out.writeLong(model.trainedAt().toEpochMilli());
            model.score().write(out);
            model.majority().write(out);
            write(model.bayes(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns the model of bytes.
     *
     * @throws IllegalArgumentException if the bytes are not a model of this format
     */
    public static NextTypeModel decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalArgumentException("These bytes are not a model of the next type; train a new one.");
            }
            long version = in.readLong();
            long trainedAtMillis = in.readLong();
            Score score = Score.read(in);
            Score majority = Score.read(in);
            return new NextTypeModel(version, trainedAtMillis, score, majority, bayes(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("The bytes of the model end too early; train a new one.", e);
        }
    }

    private static void write(NaiveBayes bayes, DataOutputStream out) throws IOException {
        out.writeDouble(bayes.power());
        int[] types = bayes.features().types();
        out.writeInt(types.length);
        for (int type : types) {
            out.writeInt(type);
        }
        out.writeInt(bayes.labels().length);
        for (int label = 0; label < bayes.labels().length; label++) {
            out.writeInt(bayes.labels()[label]);
            out.writeDouble(bayes.priors()[label]);
            for (int i = 0; i < bayes.features().length(); i++) {
                out.writeDouble(bayes.means()[label][i]);
                out.writeDouble(bayes.variances()[label][i]);
            }
        }
    }

    private static NaiveBayes bayes(DataInputStream in) throws IOException {
        double power = in.readDouble();
        int[] types = new int[length(in)];
        for (int i = 0; i < types.length; i++) {
            types[i] = in.readInt();
        }
        FeatureCode features = new FeatureCode(types);
        int[] labels = new int[length(in)];
        double[] priors = new double[labels.length];
        double[][] means = new double[labels.length][features.length()];
        double[][] variances = new double[labels.length][features.length()];
        for (int label = 0; label < labels.length; label++) {
            labels[label] = in.readInt();
            priors[label] = in.readDouble();
            for (int i = 0; i < features.length(); i++) {
                means[label][i] = in.readDouble();
                variances[label][i] = in.readDouble();
            }
        }
        return new NaiveBayes(power, features, labels, priors, means, variances);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("The bytes of the model are damaged; train a new one.");
        }
        return length;
    }
}
