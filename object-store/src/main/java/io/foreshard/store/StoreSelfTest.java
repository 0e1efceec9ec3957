package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Checks that a store can be used: puts, reads, compares and sets, lists and deletes one small probe object.
 *
 * <p>The probe is named {@code foreshard-self-test/<random>}; no other object is touched. It costs ten calls and blocks for at most as many
 * deadlines of a guarded store, one if the store does not answer. A failed check may leave its probe behind. Thread-safe.
 */
public final class StoreSelfTest {
    /** First word of the names of probes; nothing else may use it. */
    public static final String PREFIX = "foreshard-self-test/";

    private static final String WORKS =
            "works: a probe object was written, read, replaced by compare-and-set, listed and deleted";

    private StoreSelfTest() {}

    /**
     * The result of a check.
     *
     * @param usable true if all calls did what {@link ObjectStore} promises
     * @param sentence result and, if the store is not usable, the cure; one sentence that names the store, for a log
     * @param failure the failed call, empty if all calls were answered
     */
    public record Verdict(boolean usable, String sentence, Optional<ObjectStoreException> failure) {}

    /** Runs the check. Failures of the store are verdicts, never exceptions. */
    public static Verdict run(ObjectStore store) {
        long start = System.nanoTime();
        try {
            Optional<String> broken = probe(store, PREFIX + UUID.randomUUID());
            if (broken.isPresent()) {
                return new Verdict(
                        false,
                        "The object store " + store + " cannot be used: " + broken.get() + ".",
                        Optional.empty());
            }
        } catch (ObjectStoreException e) {
            return new Verdict(
                    false,
                    "The object store " + store + " cannot be used now: " + cure(e.reason()) + " (" + e.getMessage()
                            + ")",
                    Optional.of(e));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return new Verdict(
                true, "The object store " + store + " " + WORKS + " in " + millis + " ms.", Optional.empty());
    }

    /** Returns the promise that the store breaks, or empty. */
    private static Optional<String> probe(ObjectStore store, String name) throws ObjectStoreException {
        store.put(name, bytes("first"));
        if (!store.get(name, 1, 3).equals(bytes("irs"))) {
            return Optional.of("a range of an object is not the range that was written");
        }
        if (!isRefused(Reason.ALREADY_EXISTS, () -> store.put(name, bytes("second")))) {
            return Optional.of("it overwrites an object that must not exist (If-None-Match has no effect);"
                    + " use a service with conditional writes");
        }
        String first = store.read(name).version();
        String second = store.replace(name, bytes("second"), first);
        if (!isRefused(Reason.CONFLICT, () -> store.replace(name, bytes("third"), first))) {
            return Optional.of("it replaces an object that has another version (If-Match has no effect);"
                    + " use a service with conditional writes");
        }
        if (!store.read(name).equals(new VersionedObject(bytes("second"), second))) {
            return Optional.of("a read after a replacement returns other content; use a service with consistent reads");
        }
        if (!store.list(PREFIX).contains(name)) {
            return Optional.of("a listing lacks an object that was written; use a service with consistent listings");
        }
        store.delete(List.of(name));
        if (!isRefused(Reason.NOT_FOUND, () -> store.get(name, 0, 1))) {
            return Optional.of("a deleted object is still there; switch off delete protection or versioned reads");
        }
        return Optional.empty();
    }

    private interface Call {
        void send() throws ObjectStoreException;
    }

    private static boolean isRefused(Reason reason, Call call) throws ObjectStoreException {
        try {
            call.send();
            return false;
        } catch (ObjectStoreException e) {
            if (e.reason() != reason) {
                throw e;
            }
            return true;
        }
    }

    private static String cure(Reason reason) {
        return switch (reason) {
            case DENIED -> "check the credentials and their rights to write, read, list and delete";
            case UNAVAILABLE -> "check the endpoint, the bucket and the network";
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT, CORRUPT -> "it answers a probe of one writer with " + reason
                    + "; check that it is compatible with S3";
        };
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
