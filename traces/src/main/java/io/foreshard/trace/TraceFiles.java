package io.foreshard.trace;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The recorded traces on this machine, for tests: in the directory {@code FORESHARD_DATA}, else in {@code shared/data} beside the project or above
 * it. Stateless and thread-safe.
 *
 * <p>The data sets are not part of the project. Where they are {@linkplain #areRequired required}, an absent file fails the test that reads it;
 * elsewhere this test is skipped.
 */
public final class TraceFiles {
    private static final String DATA = "FORESHARD_DATA";
    /** Tools and data whose absence fails the build, separated by commas. */
    private static final String REQUIRED = "FORESHARD_REQUIRED";

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

    /** Returns whether {@code FORESHARD_REQUIRED} names {@code traces}. */
    public static boolean areRequired() {
        String required = System.getenv(REQUIRED);
        return required != null && Arrays.asList(required.split(",")).contains("traces");
    }

    /** Returns whether a test must run: its trace is present or required. */
    public static boolean isTestable(String name) {
        return areRequired() || Files.isRegularFile(path(name));
    }

    /** Returns the reason of a skipped test. */
    public static String reason(String name) {
        return "skipped: " + path(name) + " is absent; set " + DATA + " to the directory of the recorded traces";
    }
}
