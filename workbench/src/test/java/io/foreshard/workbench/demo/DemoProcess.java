package io.foreshard.workbench.demo;

import io.foreshard.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demo in a JVM of its own, started as the launcher starts it; closing it kills the JVM. */
final class DemoProcess implements AutoCloseable {
    private static final long END_SECONDS = 240;

    private final Process process;
    private final Path directory;
    private final Path temporary;

    private DemoProcess(Process process, Path directory, Path temporary) {
        this.process = process;
        this.directory = directory;
        this.temporary = temporary;
    }

    /** Starts the demo with a directory for its output and its temporary data. */
    static DemoProcess start(Path directory, String... arguments) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("temporary"));
        Path root = Path.of(System.getProperty("foreshard.root"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("config/jvm.options"),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Workbench.class.getName(),
                "demo",
                "--dir",
                temporary.toString(),
                "--report",
                directory.resolve("report.json").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        return new DemoProcess(process, directory, temporary);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends the signal of a polite end; the JVM treats it as Ctrl-C. */
    void interrupt() {
        process.destroy();
    }

    /** Waits until the process ends and returns its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The demo still runs after " + END_SECONDS + " s.");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    String errors() throws IOException {
        return Files.readString(directory.resolve("errors"));
    }

    Path report() {
        return directory.resolve("report.json");
    }

    /** Returns the files and directories that the run has at the moment. */
    List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }

    /** Tells whether a node has begun to write partitions. */
    boolean hasPartitions() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("part-"));
        } catch (java.io.UncheckedIOException e) {
            return false; // a file was deleted during the walk
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
