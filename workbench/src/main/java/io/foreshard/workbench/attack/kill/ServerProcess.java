package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.ServerCommand;
import io.foreshard.workbench.attack.cluster.Stacks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One forked server, from its start to its end. Thread-safe. */
final class ServerProcess {
    private static final int STREAM_SECONDS = 90;
    private static final int CAUSES = 8;
    private static final int CAUSE_LENGTH = 300;
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final Process process;
    private final FlightRecorder recorder;
    private final Path errors;
    private final CountDownLatch started = new CountDownLatch(1);
    private final BlockingQueue<String> resting = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<Boolean>> streams = new ConcurrentHashMap<>();
    private final AtomicInteger streamIds = new AtomicInteger();
    private final Consumer<String> failedMoves;
    private volatile boolean killed;

    private ServerProcess(Process process, FlightRecorder recorder, Path errors, Consumer<String> failedMoves) {
        this.process = process;
        this.recorder = recorder;
        this.errors = errors;
        this.failedMoves = failedMoves;
    }

    /** Starts a server; it moves pages as soon as the cluster is active. */
    static ServerProcess start(ServerSettings settings, ClassArchive classes, Consumer<String> failedMoves)
            throws IOException {
        int start = STARTS.incrementAndGet();
        Path directory = Files.createDirectories(settings.directory());
        Path recording = directory.resolve("recorder-" + start);
        FlightRecorder recorder = FlightRecorder.open(recording);
        Path errors = directory.resolve(settings.name() + "-" + start + ".log");
        List<String> command = ServerCommand.of(
                "320m",
                classes,
                List.of(
                        // A server killed in a rebalance without WAL refuses to start, with or without a tier.
                        "-DIGNITE_DISABLE_WAL_DURING_REBALANCING=false",
                        "-D" + ServerMain.RECORDER_PROPERTY + "=" + recording,
                        "-D" + ServerMain.SEED_PROPERTY + "=" + settings.seed()),
                ServerMain.class,
                settings.arguments());
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        ServerProcess server = new ServerProcess(process, recorder, errors, failedMoves);
        Daemons.thread(server::listen).start();
        server.move();
        return server;
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            failedMoves.accept("The output of a server ended: " + e.getMessage());
        } finally {
            streams.values().forEach(answer -> answer.add(false));
            started.countDown();
        }
    }

    private void take(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case ServerMain.STARTED -> started.countDown();
            case ServerMain.RESTING -> resting.add(line);
            case ServerMain.STREAMED -> answer(words[1], true);
            case ServerMain.UNSURE -> answer(words[1], false);
            case ServerMain.MOVE_FAILED -> failedMoves.accept(line);
            default -> {} // Ignite prints a banner
        }
    }

    private void answer(String id, boolean acknowledged) {
        BlockingQueue<Boolean> answer = streams.get(id);
        if (answer != null) {
            answer.add(acknowledged);
        }
    }

    FlightRecorder recorder() {
        return recorder;
    }

    long pid() {
        return process.pid();
    }

    /** Returns whether the node has joined and the process runs. */
    boolean isServing() {
        return started.getCount() == 0 && process.isAlive();
    }

    /** Returns whether the process ended without having been killed by the attack. */
    boolean hasFailed() {
        return !killed && !process.isAlive();
    }

    /** Waits until the node has joined; returns false if the process ended, or has not after a time. */
    boolean awaitStarted(long seconds) throws InterruptedException {
        return started.await(seconds, TimeUnit.SECONDS) && process.isAlive();
    }

    void move() {
        send("move");
    }

    /** Ends the moves; returns false if one still runs after a time. */
    boolean rest(long seconds) throws InterruptedException {
        resting.clear();
        send("rest");
        return resting.poll(seconds, TimeUnit.SECONDS) != null;
    }

    /** Writes rows with a data streamer of this server; returns whether it acknowledged them. */
    boolean stream(String cache, long version, List<Long> keys) throws InterruptedException {
        String id = Integer.toString(streamIds.incrementAndGet());
        BlockingQueue<Boolean> answer = new LinkedBlockingQueue<>();
        streams.put(id, answer);
        try {
            StringBuilder command =
                    new StringBuilder("stream ").append(id).append(' ').append(cache);
            command.append(' ').append(version);
            keys.forEach(key -> command.append(' ').append(key));
            if (!process.isAlive() || !send(command.toString())) {
                return false;
            }
            Boolean acknowledged = answer.poll(STREAM_SECONDS, TimeUnit.SECONDS);
            return acknowledged != null && acknowledged;
        } finally {
            streams.remove(id);
        }
    }

    private synchronized boolean send(String command) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush();
            return true;
        } catch (IOException e) {
            return false; // the process has ended
        }
    }

    /** Kills the process with SIGKILL and waits for its end. */
    void kill() throws InterruptedException {
        killed = true;
        process.destroyForcibly().waitFor();
    }

    /** Kills the process at the end of the run, also if the thread is interrupted. */
    void destroy() {
        killed = true;
        process.destroyForcibly().onExit().join();
    }

    /** Prints the stacks of all threads beside the log. */
    void dumpStacks() throws IOException, InterruptedException {
        Stacks.append(process.pid(), errors.resolveSibling(errors.getFileName() + "-stacks.txt"));
    }

    /** Returns why the process ended: its exit code and the causes in its log. */
    String end() throws IOException {
        String causes = Files.readAllLines(errors).stream()
                .filter(line ->
                        line.startsWith("SEVERE") || line.startsWith("Caused by:") || line.contains("Exception:"))
                .map(line -> line.substring(0, Math.min(line.length(), CAUSE_LENGTH)))
                .distinct()
                .limit(CAUSES)
                .collect(Collectors.joining(" | "));
        return "exit code " + (process.isAlive() ? "none" : process.exitValue()) + ", " + errors.getFileName() + ": "
                + causes;
    }
}
