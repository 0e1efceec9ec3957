package io.foreshard.plugin.cluster;

/** The byte format of one type of shared state. Implementations are thread-safe. */
public interface StateCodec<T> {
    /** Returns the number of the format that {@link #encode} writes; content with a greater number is refused. */
    int format();

    /** Returns a value as bytes. */
    byte[] encode(T value);

    /**
     * Decodes a value.
     *
     * @param format format the bytes were written in, from 1 to {@link #format()}
     * @throws IllegalArgumentException if the bytes are not a value of this format
     */
    T decode(int format, byte[] bytes);

    /** Returns how the value is created again after its removal; completes the sentence "Remove this entry; ...". */
    String recreation();
}
