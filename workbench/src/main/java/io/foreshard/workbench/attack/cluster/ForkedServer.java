package io.foreshard.workbench.attack.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One forked server with its log, from its start to its end: a process that prints {@value #STARTED} when its node has joined, and ends with its parent. Thread-safe. */
public final class ForkedServer {
    /** The line that says that the node has joined. */
    public static final String STARTED = "started";

    private static final int CAUSES = 8;
    private static final int CAUSE_LENGTH = 300;
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final Process process;
    private final Path log;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean killed;

    private ForkedServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns the number of the next start in this run, which is part of the names of its files. */
    public static int nextStart() {
        return STARTS.incrementAndGet();
    }

    /**
     * Starts a process.
     *
     * @param log file of its errors, which Ignite writes its log to
     */
    public static ForkedServer start(List<String> command, Path log) throws IOException {
        Files.createDirectories(log.getParent());
        return new ForkedServer(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    /** Begins to read the output of the process; its other lines than {@value #STARTED} go to a consumer, and the end is reported. */
    public void listen(Consumer<String> lines, Runnable ended) {
        Daemons.thread(() -> read(lines, ended)).start();
    }

    private void read(Consumer<String> consumer, Runnable ended) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(STARTED)) {
                    started.countDown();
                } else {
                    consumer.accept(line);
                }
            }
        } catch (IOException e) {
            return; // the process was killed
        } finally {
            ended.run();
            started.countDown();
        }
    }

    /** Returns the number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the node has joined and the process runs. */
    public boolean isServing() {
        return started.getCount() == 0 && process.isAlive();
    }

    /** Returns whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns whether the process ended without having been killed by the attack. */
    public boolean hasFailed() {
        return !killed && !process.isAlive();
    }

    /** Waits until the node has joined; returns false if the process ended, or has not after a time. */
    public boolean awaitStarted(long seconds) throws InterruptedException {
        return started.await(seconds, TimeUnit.SECONDS) && process.isAlive();
    }

    /** Sends a line to the input of the process; returns false if it has ended. */
    public synchronized boolean send(String command) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the process with SIGKILL and waits for its end, also if the thread is interrupted. */
    public void kill() {
        killed = true;
        process.destroyForcibly().onExit().join();
    }

    /** Prints the stacks of all threads beside the log. */
    public void dumpStacks() throws IOException, InterruptedException {
        Stacks.append(process.pid(), log.resolveSibling(log.getFileName() + "-stacks.txt"));
    }

    /** Returns why the process ended: its exit code and the causes in its log. */
    public String end() throws IOException {
        String causes = Files.readAllLines(log).stream()
                .filter(line ->
                        line.startsWith("SEVERE") || line.startsWith("Caused by:") || line.contains("Exception:"))
                .map(line -> line.substring(0, Math.min(line.length(), CAUSE_LENGTH)))
                .distinct()
                .limit(CAUSES)
                .collect(Collectors.joining(" | "));
        return "exit code " + (process.isAlive() ? "none" : process.exitValue()) + ", " + log.getFileName() + ": "
                + causes;
    }
}
