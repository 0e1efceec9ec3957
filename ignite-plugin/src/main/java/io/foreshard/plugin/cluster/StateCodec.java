package io.foreshard.plugin.cluster;

/** The byte format of one type of shared state. Implementations are thread-safe. */
public interface StateCodec<T> {
    /** Returns the number of the format that {@link #encode} writes; content of a greater number is refused as newer. */
    int format();

    /** Returns a value as bytes. */
    byte[] encode(T value);

    /**
     * Returns the value of bytes.
     *
     * @param format format the bytes were written in, from 1 to {@link #format()}
     * @throws IllegalArgumentException if the bytes are no value of this format
     */
    T decode(int format, byte[] bytes);

    /** Returns the end of the sentence "Remove this entry; ...": how the value is created again. */
    String recreation();
}
