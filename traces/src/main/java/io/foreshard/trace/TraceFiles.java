package io.foreshard.trace;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The recorded traces on this machine, for tests: in the directory {@code FORESHARD_DATA}, else in {@code shared/data} beside or above the working
 * directory. Stateless and thread-safe.
 *
 * <p>The data sets are not part of the project. A test skips itself if {@link #isMissing} is true and {@link #isPromised} is false; where they are
 * promised, reading an absent file fails the test.
 */
public final class TraceFiles {
    private static final String DATA = "FORESHARD_DATA";
    private static final String CI = "FORESHARD_CI";

    private TraceFiles() {}

    /** Returns the path of a trace, whether or not it exists. */
    public static Path path(String name) {
        String set = System.getenv(DATA);
        if (set != null) {
            return Path.of(set, name);
        }
        Path directory = Path.of("").toAbsolutePath();
        for (Path up = directory; up != null; up = up.getParent()) {
            Path data = up.resolve("shared").resolve("data");
            if (Files.isDirectory(data)) {
                return data.resolve(name);
            }
        }
        return directory.resolve("shared").resolve("data").resolve(name);
    }

    /** Returns whether a trace must be there: {@code FORESHARD_DATA} names the directory, or {@code FORESHARD_CI} is {@code true}. */
    public static boolean isPromised() {
        return System.getenv(DATA) != null || Boolean.parseBoolean(System.getenv(CI));
    }

    /** Returns whether a trace is absent. */
    public static boolean isMissing(String name) {
        return !Files.isRegularFile(path(name));
    }

    /** Returns the reason of a skipped test. */
    public static String reason(String name) {
        return "skipped: " + path(name) + " is absent; set " + DATA + " to the directory of the recorded traces";
    }
}
