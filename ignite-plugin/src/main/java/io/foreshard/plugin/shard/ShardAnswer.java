package io.foreshard.plugin.shard;

import java.io.Serializable;

/** The answer of a {@link ShardService}: a value as bytes of its codec, or a sentence. Immutable. */
public final class ShardAnswer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final State state;
    private final String sentence;
    private final byte[] value;

    private enum State {
        DONE,
        REFUSED,
        FAILED
    }

    private ShardAnswer(State state, String sentence, byte[] value) {
        this.state = state;
        this.sentence = sentence;
        this.value = value;
    }

    static ShardAnswer of(byte[] value) {
        return new ShardAnswer(State.DONE, null, value);
    }

    /** Returns the answer to an operation with a wrong argument. */
    static ShardAnswer refusal(String sentence) {
        return new ShardAnswer(State.REFUSED, sentence, null);
    }

    static ShardAnswer failure(String sentence) {
        return new ShardAnswer(State.FAILED, sentence, null);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if the operation had a wrong argument
     * @throws IllegalStateException if the server could not carry it out
     */
    byte[] value() {
        return switch (state) {
            case DONE -> value;
            case REFUSED -> throw new IllegalArgumentException(sentence);
            case FAILED -> throw new IllegalStateException(sentence);
        };
    }
}
