package io.foreshard.workbench.demo;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.trace.SyntheticTrace;
import io.foreshard.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A trace that a test can replay in seconds, in memory or as a file for {@code --trace taobao:FILE}. */
final class SmallTrace {
    private static final int USERS = 50;
    /** A day that the reader of taobao accepts. */
    private static final Instant BEGIN = Instant.parse("2017-11-26T00:00:00Z");

    private static final long STEP_SECONDS = 240;

    private SmallTrace() {}

    static Trace inMemory() {
        return new Trace("small", new SyntheticTrace(7).shop(USERS));
    }

    /** Writes the first actions of the trace to a file, at equal distances in time. */
    static Path file(Path directory, int actions) throws IOException {
        List<UserAction> trace = inMemory().actions();
        List<String> lines = IntStream.range(0, actions)
                .mapToObj(i -> line(trace.get(i), BEGIN.plusSeconds(STEP_SECONDS * i)))
                .toList();
        return Files.write(directory.resolve("taobao.csv"), lines);
    }

    private static String line(UserAction action, Instant time) {
        return String.join(
                ",",
                Long.toString(action.userId().getLeastSignificantBits() >>> 40),
                Long.toString(Math.max(1, action.objectId())),
                Long.toString(Math.max(1, action.interest())),
                action.type() == ActionType.PURCHASE ? "buy" : "pv",
                Long.toString(time.getEpochSecond()));
    }
}
