package io.foreshard.trace;

import io.foreshard.ingest.UserAction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/** The ids and payloads of the actions of a trace: pure functions, so that a replay is verified without a copy. Stateless. */
final class TraceIds {
    private static final int MIN_PAYLOAD_BYTES = 600;
    private static final int MAX_PAYLOAD_BYTES = 1000;

    private TraceIds() {}

    static UUID user(String trace, String user) {
        return UUID.nameUUIDFromBytes((trace + ":user:" + user).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a positive number for a name: the first 63 bits of a name-based UUID. */
    static long number(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits() & Long.MAX_VALUE;
    }

    /** Returns the action at a position of a trace, with a payload of 600 to 1000 bytes that follows from its id. */
    static UserAction action(
            String trace,
            long position,
            UUID user,
            int type,
            long timeMillis,
            long object,
            long interest,
            long... shown) {
        UUID id = UUID.nameUUIDFromBytes((trace + ":" + position + ":" + user).getBytes(StandardCharsets.UTF_8));
        return UserAction.of(user, type)
                .transactionId(id)
                .at(Instant.ofEpochMilli(timeMillis))
                .object(object)
                .interest(interest)
                .payload(payload(id))
                .shown(shown)
                .build();
    }

    private static byte[] payload(UUID id) {
        SplittableRandom random = new SplittableRandom(id.getMostSignificantBits());
        byte[] bytes = new byte[random.nextInt(MIN_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES + 1)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(random.nextLong());
        }
        return bytes;
    }
}
