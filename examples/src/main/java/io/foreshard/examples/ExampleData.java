package io.foreshard.examples;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** The small shop of the examples: users, objects and sessions, the same on every run. */
final class ExampleData {
    /** Number of objects of the shop; their ids start at 1. */
    static final int OBJECTS = 24;
    /** Start of the first session. */
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private static final int INTERESTS = 5;
    private static final int SMALL_BYTES = 700;
    private static final int LARGE_BYTES = 10_240;
    /** Every fifth action is a purchase whose payload needs several records. */
    private static final int LARGE_EVERY = 5;

    private static final int SECONDS_BETWEEN = 20;

    private ExampleData() {}

    /** Returns the id of a user, from 0. */
    static UUID user(int number) {
        return named("user " + number);
    }

    /** Returns the actions of a session; ids and contents are computed from the arguments, so a session can be sent again. */
    static List<UserAction> session(int userNumber, int actions) {
        List<UserAction> session = new ArrayList<>(actions);
        for (int number = 0; number < actions; number++) {
            boolean large = number % LARGE_EVERY == LARGE_EVERY - 1;
            long objectId = 1 + (userNumber * 7L + number * 5L) % OBJECTS;
            // Two consecutive actions have the same time, so that only the id of the transaction orders them.
            Instant time = START.plusSeconds(userNumber * 3_600L + number / 2 * SECONDS_BETWEEN);
            session.add(UserAction.of(user(userNumber), large ? ActionType.PURCHASE : 1 + number % ActionType.CART)
                    .transactionId(named("user " + userNumber + " action " + number))
                    .at(time)
                    .object(objectId)
                    .interest(interest(objectId))
                    .payload(payload(userNumber, number, large ? LARGE_BYTES : SMALL_BYTES))
                    .build());
        }
        return session;
    }

    /** Returns the interest of an object. */
    static long interest(long objectId) {
        return 1 + objectId % INTERESTS;
    }

    /** Returns the key of an object; objects of one interest are in the same partition. */
    static ObjectKey key(long objectId) {
        return ObjectKey.of(interest(objectId), objectId);
    }

    /** Returns the name of an object. */
    static String title(long objectId) {
        return "Object number " + objectId;
    }

    private static byte[] payload(int userNumber, int number, int bytes) {
        byte[] payload = new byte[bytes];
        new Random(userNumber * 1_000L + number).nextBytes(payload);
        return payload;
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
