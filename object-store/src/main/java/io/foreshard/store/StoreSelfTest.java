package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Checks with probe objects whether a store keeps the promises of {@link ObjectStore}.
 *
 * <p>Probes are named {@code foreshard-self-test/<random>/..}; no other object is touched. A check sends 64 calls, 40 of them from four threads, and
 * ends at the first call that the store does not answer. Probes of a failed check stay in the store.
 *
 * <p>There is no check of multipart uploads, because no store here uses them: an object of the tier has at most 16 MiB and S3 takes up to 5 GiB in one
 * request. Thread-safe.
 */
public final class StoreSelfTest {
    /** First word of the names of probes; nothing else may use it. */
    public static final String PREFIX = "foreshard-self-test/";

    private StoreSelfTest() {}

    /** The promises that are checked, in this order. */
    public enum Promise {
        /** {@link ObjectStore#put} of an absent name creates the object. */
        CREATE_ABSENT,
        /** {@link ObjectStore#get} returns a range from the middle and one that ends with the object. */
        GET_RANGE,
        /** {@link ObjectStore#get} refuses a range that ends after the object. */
        GET_BEYOND_END,
        /** {@link ObjectStore#put} refuses a name that is taken; the object is unchanged. */
        CREATE_PRESENT,
        /** {@link ObjectStore#replace} replaces an object that has the expected version. */
        REPLACE_EXPECTED,
        /** {@link ObjectStore#read} after a replacement returns the new content and version. */
        READ_AFTER_REPLACE,
        /** {@link ObjectStore#replace} refuses an object that has another version. */
        REPLACE_OTHER,
        /** {@link ObjectStore#replace} without a version refuses an object that exists. */
        REPLACE_WITHOUT_VERSION,
        /** {@link ObjectStore#replace} with a version refuses an absent object and does not create it. */
        REPLACE_ABSENT,
        /** Of concurrent {@link ObjectStore#replace} calls that expect the same version exactly one succeeds. */
        REPLACE_RACE,
        /** {@link ObjectStore#listPage} lists an object that was written, with its size. */
        LIST,
        /** The clocks of the store and of this host differ by less than five minutes. S3 refuses signatures from fifteen on. */
        CLOCK,
        /** An object of 16 MiB is stored with one call, and its last MiB is read. Thorough check only. */
        LARGE_OBJECT,
        /** A listing of more objects than fit one answer of S3 is complete. Thorough check only. */
        LIST_MANY,
        /** {@link ObjectStore#delete} deletes the objects. */
        DELETE;

        boolean isConditionalWrite() {
            return switch (this) {
                case CREATE_ABSENT,
                        CREATE_PRESENT,
                        REPLACE_EXPECTED,
                        REPLACE_OTHER,
                        REPLACE_WITHOUT_VERSION,
                        REPLACE_ABSENT,
                        REPLACE_RACE -> true;
                case GET_RANGE,
                        GET_BEYOND_END,
                        READ_AFTER_REPLACE,
                        LIST,
                        CLOCK,
                        LARGE_OBJECT,
                        LIST_MANY,
                        DELETE -> false;
            };
        }
    }

    /** The outcomes of the check of a promise. */
    public enum Outcome {
        /** The store keeps the promise. */
        KEPT,
        /** The store breaks the promise: it cannot be used. */
        BROKEN,
        /** The store can be used, but an operator should act. */
        WARNING
    }

    /** Whether writes keep their conditions. A tier must not offload to a store where they do not: two writers would overwrite each other. */
    public enum ConditionalWrites {
        /** All checks of conditional writes passed. */
        WORK,
        /** A write ignored its condition, refused a condition that holds, or is not implemented. */
        MISSING,
        /** The check ended early, because the store did not answer or refused the credentials. Check again later. */
        UNKNOWN
    }

    /**
     * The result of the check of one promise.
     *
     * @param sentence deviation and cure as a part of a sentence; empty if the promise is kept
     */
    public record Check(Promise promise, Outcome outcome, String sentence) {}

    /**
     * The result of all checks.
     *
     * @param usable true if the store keeps all promises
     * @param conditionalWrites whether writes keep their conditions
     * @param sentence result and, if the store is not usable, the cure; for a log; it names the store
     * @param checks one for each promise that was checked; fewer if a call failed
     * @param failure the failed call, empty if all calls were answered
     */
    public record Verdict(
            boolean usable,
            ConditionalWrites conditionalWrites,
            String sentence,
            List<Check> checks,
            Optional<ObjectStoreException> failure) {
        /** Copies the list. */
        public Verdict {
            checks = List.copyOf(checks);
        }
    }

    /** Runs the short check. Failures of the store are verdicts, never exceptions. */
    public static Verdict run(ObjectStore store) {
        return run(store, false, Clock.systemUTC());
    }

    /**
     * Runs the check. Failures of the store are verdicts, never exceptions.
     *
     * @param thorough true also writes an object of 16 MiB and lists 1,001 objects, which costs 1,002 writes, about 0.01 dollars in S3
     * @param clock clock of this host
     */
    public static Verdict run(ObjectStore store, boolean thorough, Clock clock) {
        long start = System.nanoTime();
        StoreProbe probe = new StoreProbe(store, PREFIX + UUID.randomUUID() + "/", clock);
        ObjectStoreException failure = null;
        try {
            probe.run(thorough);
        } catch (ObjectStoreException e) {
            failure = e;
        }
        List<Check> checks = probe.checks();
        String broken = sentences(checks, Outcome.BROKEN);
        String warnings = sentences(checks, Outcome.WARNING);
        String sentence;
        if (failure != null) {
            sentence = "The object store " + store + " cannot be used now: " + cure(failure) + " ("
                    + failure.getMessage() + ")" + (broken.isEmpty() ? "" : "; " + broken) + ".";
        } else if (!broken.isEmpty()) {
            sentence = "The object store " + store + " cannot be used: " + broken + ".";
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            sentence = "The object store " + store
                    + " works: probe objects were written, read, replaced by compare-and-set, listed and deleted in "
                    + millis + " ms." + (warnings.isEmpty() ? "" : " Warning: " + warnings + ".");
        }
        return new Verdict(
                failure == null && broken.isEmpty(),
                conditionalWrites(checks),
                sentence,
                checks,
                Optional.ofNullable(failure));
    }

    private static ConditionalWrites conditionalWrites(List<Check> checks) {
        List<Check> conditional = checks.stream()
                .filter(check -> check.promise().isConditionalWrite())
                .toList();
        if (conditional.stream().anyMatch(check -> check.outcome() == Outcome.BROKEN)) {
            return ConditionalWrites.MISSING;
        }
        return conditional.stream().anyMatch(check -> check.promise() == Promise.REPLACE_RACE)
                ? ConditionalWrites.WORK
                : ConditionalWrites.UNKNOWN;
    }

    private static String sentences(List<Check> checks, Outcome outcome) {
        return checks.stream()
                .filter(check -> check.outcome() == outcome)
                .map(Check::sentence)
                .collect(Collectors.joining("; "));
    }

    private static String cure(ObjectStoreException failure) {
        if (failure.getMessage().contains("RequestTimeTooSkewed")) {
            return "set the clock of this host: it differs from the clock of the service by more than 15 minutes";
        }
        return failure.reason() == Reason.DENIED
                ? "check the credentials and their rights to write, read, list and delete"
                : "check the endpoint, the bucket and the network";
    }
}
