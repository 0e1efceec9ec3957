package io.foreshard.training;

import io.foreshard.candidate.CandidateModels;
import io.foreshard.predict.NextTypeCodec;
import io.foreshard.predict.NextTypeModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The byte format of a {@link ModelSet}: a magic number, a format, a checksum of what follows, then the models. Reading bytes creates no foreign objects and allocates at most a multiple of their length.
 * Stateless and thread-safe.
 */
public final class ModelSetCodec {
    private static final int MAGIC = 0x46_53_4d_53; // FSMS
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 3 * Integer.BYTES;

    private ModelSetCodec() {}

    /** Returns a set as bytes. */
    public static byte[] encode(ModelSet models) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(models.version());
            byte[] nextType = models.nextType().map(NextTypeCodec::encode).orElse(new byte[0]);
            out.writeInt(nextType.length);
            out.write(nextType);
            models.candidates().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sealed(bytes.toByteArray());
    }

    static byte[] sealed(byte[] body) {
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .putInt(MAGIC)
                .putInt(FORMAT)
                .putInt(checksum(body, 0))
                .put(body)
                .array();
    }

    /**
     * Reads the bytes of {@link #encode}.
     *
     * @throws IllegalArgumentException with a sentence, if the bytes are damaged, have another format, or are not of Foreshard
     */
    public static ModelSet decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new IllegalArgumentException(
                    "These " + bytes.length + " bytes are no models of Foreshard; train new ones.");
        }
        int format = ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
        if (format != FORMAT) {
            throw new IllegalArgumentException("These models have format " + format + ", this version reads format "
                    + FORMAT + "; run the version that wrote them, or train new ones.");
        }
        if (ByteBuffer.wrap(bytes).getInt(2 * Integer.BYTES) != checksum(bytes, HEADER_BYTES)) {
            throw new IllegalArgumentException("The checksum of the models does not match; train new ones.");
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES))) {
            return read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("The bytes of the models end early; train new ones.", e);
        }
    }

    private static ModelSet read(DataInputStream in) throws IOException {
        long version = in.readLong();
        int length = in.readInt();
        if (version < 1 || length < 0 || length > in.available()) {
            throw new IllegalArgumentException("The bytes of the models are damaged; train new ones.");
        }
        NextTypeModel nextType = length == 0 ? null : NextTypeCodec.decode(in.readNBytes(length));
        CandidateModels candidates = CandidateModels.read(in);
        if (in.available() > 0) {
            throw new IllegalArgumentException(in.available() + " bytes follow the models; train new ones.");
        }
        return new ModelSet(version, nextType, candidates);
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return (int) checksum.getValue();
    }
}
