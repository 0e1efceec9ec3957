package io.foreshard.workbench.attack.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Stacks of threads that should have ended. Thread-safe. */
public final class Stacks {
    private static final int FRAMES = 12;

    private Stacks() {}

    /** Appends the stacks of all threads of a process to a file. */
    public static void append(long pid, Path file) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstack")
                                .toString(),
                        Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                .start()
                .waitFor();
    }

    /** Returns the first frames of a thread of this process in one line. */
    public static String of(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk."))
                .limit(FRAMES)
                .map(frame ->
                        frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                                + '.'
                                + frame.getMethodName())
                .collect(Collectors.joining(" < "));
    }
}
