package io.foreshard.plugin.cluster;

import java.io.Serializable;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.client.ClientConnectionException;
import org.apache.ignite.client.ClientException;

/** The answer of a service to nodes and thin clients: a value as bytes of its codec, or a sentence, because thin clients receive only the text of an exception. Immutable. */
public final class ServiceAnswer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final State state;
    private final String sentence;
    private final byte[] value;

    private enum State {
        DONE,
        REFUSED,
        FAILED
    }

    private ServiceAnswer(State state, String sentence, byte[] value) {
        this.state = state;
        this.sentence = sentence;
        this.value = value;
    }

    /** Returns the answer with a value. */
    public static ServiceAnswer of(byte[] value) {
        return new ServiceAnswer(State.DONE, null, value);
    }

    /** Returns the answer to an operation with a wrong argument. */
    public static ServiceAnswer refusal(String sentence) {
        return new ServiceAnswer(State.REFUSED, sentence, null);
    }

    /** Returns the answer to an operation that the server could not carry out. */
    public static ServiceAnswer failure(String sentence) {
        return new ServiceAnswer(State.FAILED, sentence, null);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if the operation had a wrong argument
     * @throws IllegalStateException if the server could not carry it out
     */
    public byte[] value() {
        return switch (state) {
            case DONE -> value;
            case REFUSED -> throw new IllegalArgumentException(sentence);
            case FAILED -> throw new IllegalStateException(sentence);
        };
    }

    /**
     * Computes an answer on a server; an {@link IllegalArgumentException} is a refusal, another exception of the cluster a failure.
     *
     * @param authorization throws {@link org.apache.ignite.plugin.security.SecurityException} if the caller may not do this
     */
    public static ServiceAnswer computed(Runnable authorization, Supplier<byte[]> value) {
        try {
            authorization.run();
            return of(value.get());
        } catch (IllegalArgumentException e) {
            return refusal(e.getMessage());
        } catch (IllegalStateException | IgniteException | CacheException e) {
            return failure(e.getMessage());
        }
    }

    /**
     * Asks a service and decodes its answer.
     *
     * @param call calls the service through a proxy
     * @throws IllegalArgumentException if the operation had a wrong argument
     * @throws IllegalStateException if no server answered, or the server could not carry it out
     * @throws ClientConnectionException if a thin client lost its connection
     */
    public static <T> T asked(Supplier<ServiceAnswer> call, StreamCodec<T> codec) {
        ServiceAnswer answer;
        try {
            answer = call.get();
        } catch (ClientConnectionException e) {
            throw e; // the connection of this client, not a server
        } catch (IgniteException | ClientException e) {
            throw new IllegalStateException("No server answered: " + e.getMessage(), e);
        }
        return codec.decode(codec.format(), answer.value());
    }
}
