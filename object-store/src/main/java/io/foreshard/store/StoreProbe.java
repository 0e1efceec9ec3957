package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreSelfTest.Check;
import io.foreshard.store.StoreSelfTest.Outcome;
import io.foreshard.store.StoreSelfTest.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The calls of one self-test and their results. A broken promise does not end it, so that one run finds all deviations. For one thread. */
final class StoreProbe {
    private static final String CURE = "use a service with conditional writes";
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);
    private static final int LARGE_BYTES = 16 << 20;
    private static final int MANY = 1_001;

    private final ObjectStore store;
    private final String folder;
    private final String object;
    private final Clock clock;
    private final List<String> written = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    /** @param folder prefix of the names of the probes, with a slash at its end */
    StoreProbe(ObjectStore store, String folder, Clock clock) {
        this.store = store;
        this.folder = folder;
        this.object = folder + "object";
        this.clock = clock;
    }

    /** Returns the results so far. */
    List<Check> checks() {
        return checks;
    }

    /** A part of the check. */
    @FunctionalInterface
    private interface Part {
        /** Returns the deviation and its cure, or null. */
        String run() throws ObjectStoreException;
    }

    @FunctionalInterface
    private interface Call {
        void send() throws ObjectStoreException;
    }

    /** Checks all promises; ends early if a call gets no answer or is denied, or if no object can be created. */
    void run(boolean thorough) throws ObjectStoreException {
        check(Promise.CREATE_ABSENT, this::createAbsent);
        if (checks.get(0).outcome() == Outcome.BROKEN) {
            return;
        }
        check(Promise.GET_RANGE, this::getRange);
        check(Promise.GET_BEYOND_END, this::getBeyondEnd);
        check(Promise.CREATE_PRESENT, this::createPresent);
        replace();
        check(Promise.REPLACE_RACE, this::race);
        list();
        if (thorough) {
            check(Promise.LARGE_OBJECT, this::largeObject);
            check(Promise.LIST_MANY, this::listMany);
        }
        check(Promise.DELETE, this::delete);
    }

    private void check(Promise promise, Part part) throws ObjectStoreException {
        String deviation;
        try {
            deviation = part.run();
        } catch (ObjectStoreException e) {
            if (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.DENIED) {
                throw e;
            }
            deviation = "it answers " + e.reason() + " where " + promise + " expects another answer (" + e.getMessage()
                    + ")" + cure(promise, e.reason());
        }
        checks.add(new Check(
                promise, deviation == null ? Outcome.KEPT : Outcome.BROKEN, deviation == null ? "" : deviation));
    }

    private static String cure(Promise promise, Reason reason) {
        if (!promise.isConditionalWrite()) {
            return "";
        }
        return "; " + CURE + (reason == Reason.UNSUPPORTED ? ", or unset tier.s3.encryption if it is set" : "");
    }

    private String createAbsent() throws ObjectStoreException {
        written.add(object);
        store.put(object, bytes("first"));
        return null;
    }

    private String getRange() throws ObjectStoreException {
        boolean right = store.get(object, 1, 3).equals(bytes("irs"))
                && store.get(object, 2, 3).equals(bytes("rst"));
        return right ? null : "a range of an object is not the range that was written; use a service with ranged reads";
    }

    private String getBeyondEnd() throws ObjectStoreException {
        return isRefused(Reason.CORRUPT, () -> store.get(object, 3, 3))
                ? null
                : "it answers a range that ends after the object; use a service with ranged reads";
    }

    private String createPresent() throws ObjectStoreException {
        return isRefused(Reason.ALREADY_EXISTS, () -> store.put(object, bytes("second")))
                ? null
                : "it overwrites an object that must not exist (If-None-Match has no effect); " + CURE;
    }

    private void replace() throws ObjectStoreException {
        AtomicReference<String> first = new AtomicReference<>("unknown");
        AtomicReference<String> second = new AtomicReference<>();
        check(Promise.REPLACE_EXPECTED, () -> {
            first.set(store.read(object).version());
            second.set(store.replace(object, bytes("second"), first.get()));
            return null;
        });
        if (second.get() != null) { // else the object has its first version, and the two checks prove nothing
            check(
                    Promise.READ_AFTER_REPLACE,
                    () -> store.read(object).equals(new VersionedObject(bytes("second"), second.get()))
                            ? null
                            : "a read after a replacement returns other content; use a service with consistent reads");
            check(
                    Promise.REPLACE_OTHER,
                    () -> isRefused(Reason.CONFLICT, () -> store.replace(object, bytes("third"), first.get()))
                            ? null
                            : "it replaces an object that has another version (If-Match has no effect); " + CURE);
        }
        check(
                Promise.REPLACE_WITHOUT_VERSION,
                () -> isRefused(Reason.CONFLICT, () -> store.replace(object, bytes("fourth"), null))
                        ? null
                        : "it replaces an object that must not exist (If-None-Match has no effect); " + CURE);
        check(Promise.REPLACE_ABSENT, () -> {
            written.add(folder + "absent");
            return isRefused(Reason.CONFLICT, () -> store.replace(folder + "absent", bytes("fifth"), first.get()))
                    ? null
                    : "it creates an object that must have a version (If-Match has no effect on an absent object); "
                            + CURE;
        });
    }

    private String race() throws ObjectStoreException {
        written.add(folder + "race");
        String deviation = new StoreRace(store, folder + "race").run();
        return deviation == null ? null : deviation + "; " + CURE;
    }

    private void list() throws ObjectStoreException {
        List<ListedObject> listed = new ArrayList<>();
        check(Promise.LIST, () -> {
            store.forEach(folder, listed::add);
            return listed.stream().anyMatch(each -> each.name().equals(object) && each.bytes() > 0)
                    ? null
                    : "a listing lacks an object that was written; use a service with consistent listings";
        });
        for (ListedObject each : listed) {
            if (each.name().equals(object)) {
                Duration skew = Duration.ofMillis(each.modifiedMillis() - clock.millis());
                boolean near = skew.abs().compareTo(MAX_SKEW) <= 0;
                checks.add(new Check(
                        Promise.CLOCK,
                        near ? Outcome.KEPT : Outcome.WARNING,
                        near
                                ? ""
                                : "its clock differs from the clock of this host by " + skew.toSeconds()
                                        + " s; set the clock, because S3 refuses signatures from 900 s on"));
            }
        }
    }

    private String largeObject() throws ObjectStoreException {
        byte[] content = new byte[LARGE_BYTES];
        for (int i = 0; i < LARGE_BYTES; i++) {
            content[i] = (byte) (i * 31 + (i >> 12));
        }
        written.add(folder + "large");
        store.put(folder + "large", ByteBuffer.wrap(content));
        ByteBuffer end = store.get(folder + "large", LARGE_BYTES - (1 << 20), 1 << 20);
        return end.equals(ByteBuffer.wrap(content, LARGE_BYTES - (1 << 20), 1 << 20))
                ? null
                : "the last MiB of an object of 16 MiB is not the content that was written";
    }

    private String listMany() throws ObjectStoreException {
        String prefix = folder + "many/";
        for (int i = 0; i < MANY; i++) {
            written.add(prefix + i);
            store.put(prefix + i, bytes("x"));
        }
        long listed = store.list(prefix).stream().distinct().count();
        return listed == MANY
                ? null
                : "a listing has " + listed + " of " + MANY + " objects; use a service that lists more than 1,000";
    }

    private String delete() throws ObjectStoreException {
        store.delete(written);
        return isRefused(Reason.NOT_FOUND, () -> store.get(object, 0, 1))
                ? null
                : "a deleted object is still there; switch off delete protection or versioned reads";
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

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
