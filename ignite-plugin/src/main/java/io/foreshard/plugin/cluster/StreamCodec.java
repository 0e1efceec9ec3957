package io.foreshard.plugin.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A codec of format 1 that consists of a writing and a reading method. Thread-safe if the two methods are. */
public final class StreamCodec<T> implements StateCodec<T> {
    private final Writer<T> writer;
    private final Reader<T> reader;
    private final String recreation;

    /** @param recreation see {@link #recreation()} */
    public StreamCodec(Writer<T> writer, Reader<T> reader, String recreation) {
        this.writer = writer;
        this.reader = reader;
        this.recreation = recreation;
    }

    @Override
    public int format() {
        return 1;
    }

    @Override
    public byte[] encode(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public T decode(int format, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T value = reader.read(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException(in.available() + " bytes follow the value.");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException("The bytes end early or contain an invalid text.", e);
        }
    }

    @Override
    public String recreation() {
        return recreation;
    }

    /** Writes a value. */
    @FunctionalInterface
    public interface Writer<T> {
        /** Writes a value to a stream. */
        void write(T value, DataOutputStream out) throws IOException;
    }

    /**
     * Reads a value; throws {@link IllegalArgumentException} or {@link IOException} if the bytes are not a value, and never allocates memory by a length
     * in corrupt bytes.
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads a value from a stream. */
        T read(DataInputStream in) throws IOException;
    }
}
