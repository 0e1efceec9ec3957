package io.foreshard.predict;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The byte format of a {@link NextTypeModel}: a magic number, a version, numbers, and a checksum of them. Reading bytes creates no foreign objects and
 * allocates at most a multiple of their length. Stateless and thread-safe.
 *
 * <p>A context takes 8 bytes, and 2 to 3 bytes for each label that followed it.
 */
public final class NextTypeCodec {
    private static final int MAGIC = 0x46_53_4e_54;
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private NextTypeCodec() {}

    /** Returns a model as bytes. */
    public static byte[] encode(NextTypeModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeLong(model.version());
            out.writeLong(model.trainedAt().toEpochMilli());
            out.writeBoolean(model.gap().isCaseLike());
            out.writeLong(model.gap().end().toMillis());
            model.score().write(out);
            model.majority().write(out);
            write(model, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return withChecksum(bytes.toByteArray());
    }

    static byte[] withChecksum(byte[] body) {
        return ByteBuffer.allocate(body.length + CHECKSUM_BYTES)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
    }

    private static void write(NextTypeModel model, DataOutputStream out) throws IOException {
        ContextCounts counts = model.counts();
        out.writeInt(counts.labels().length);
        for (int label = 0; label < counts.labels().length; label++) {
            out.writeInt(counts.labels()[label]);
            out.writeInt(counts.totals()[label]);
            out.writeDouble(model.biases()[label]);
        }
        out.writeInt(model.weights().length);
        for (double weight : model.weights()) {
            out.writeDouble(weight);
        }
        out.writeInt(counts.contexts().size());
        List<Long> contexts = counts.contexts().keySet().stream().sorted().toList();
        for (long context : contexts) {
            out.writeLong(context);
            int[] numbers = counts.contexts().get(context);
            writeNumber(
                    (int) Arrays.stream(numbers).filter(number -> number > 0).count(), out);
            for (int label = 0; label < numbers.length; label++) {
                if (numbers[label] > 0) {
                    writeNumber(label, out);
                    writeNumber(numbers[label], out);
                }
            }
        }
    }

    /**
     * Returns the model of bytes.
     *
     * @throws IllegalArgumentException if the bytes are not a model of this format
     */
    public static NextTypeModel decode(byte[] bytes) {
        int body = bytes.length - CHECKSUM_BYTES;
        if (body < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new IllegalArgumentException("These bytes are not a model of the next type; train a new one.");
        }
        int format = ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "The model of the next type has format " + format + ", not " + FORMAT + "; train a new one.");
        }
        check(ByteBuffer.wrap(bytes).getInt(body) == checksum(bytes, body));
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, HEADER_BYTES, body - HEADER_BYTES))) {
            NextTypeModel model = model(in);
            check(in.available() == 0);
            return model;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static NextTypeModel model(DataInputStream in) throws IOException {
        long version = in.readLong();
        long trainedAtMillis = in.readLong();
        boolean cases = in.readBoolean();
        long endMillis = in.readLong();
        check(endMillis >= 0);
        Duration end = Duration.ofMillis(endMillis);
        SessionGap gap = cases ? SessionGap.cases(end) : SessionGap.of(end);
        Score score = Score.read(in);
        Score majority = Score.read(in);
        int[] labels = new int[length(in, 2 * Integer.BYTES + Double.BYTES)];
        int[] totals = new int[labels.length];
        double[] biases = new double[labels.length];
        check(labels.length <= NextTypeTrainer.MAX_LABELS);
        for (int label = 0; label < labels.length; label++) {
            labels[label] = in.readInt();
            totals[label] = in.readInt();
            biases[label] = in.readDouble();
        }
        double[] weights = new double[length(in, Double.BYTES)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readDouble();
        }
        int contexts = length(in, Long.BYTES + 1);
        check(contexts <= NextTypeTrainer.MAX_CONTEXTS);
        Map<Long, int[]> counts = new HashMap<>();
        for (int i = 0; i < contexts; i++) {
            int[] numbers = counts.computeIfAbsent(in.readLong(), unused -> new int[labels.length]);
            for (int n = readNumber(in); n > 0; n--) {
                int label = readNumber(in);
                check(label < numbers.length);
                numbers[label] = readNumber(in);
            }
        }
        return new NextTypeModel(
                version,
                trainedAtMillis,
                gap,
                score,
                majority,
                new ContextCounts(labels, totals, counts),
                weights,
                biases);
    }

    /** Reads a number of items that have at least {@code itemBytes} each, and checks it with the bytes that are left. */
    private static int length(DataInputStream in, int itemBytes) throws IOException {
        int length = in.readInt();
        check(length >= 0 && length <= in.available() / itemBytes);
        return length;
    }

    /** Writes a number that is not negative with 7 bits a byte, the lowest first. */
    private static void writeNumber(int number, DataOutputStream out) throws IOException {
        int rest = number;
        while (rest >= 0x80) {
            out.writeByte(rest | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static int readNumber(DataInputStream in) throws IOException {
        int number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            number |= (next & 0x7F) << shift;
            if (next < 0x80) {
                check(number >= 0);
                return number;
            }
        }
        throw damaged(null);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static void check(boolean intact) {
        if (!intact) {
            throw damaged(null);
        }
    }

    private static IllegalArgumentException damaged(IOException cause) {
        return new IllegalArgumentException("The bytes of the model are damaged; train a new one.", cause);
    }
}
