package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.ServerCommand;
import io.foreshard.workbench.attack.cluster.Stacks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** One forked server with its log. Thread-safe. */
final class ServerHandle {
    private static final AtomicInteger STARTS = new AtomicInteger();
    private static final int LINE_LENGTH = 400;
    /** Lines of a log that a server must not write because of an outage. */
    private static final Pattern DAMAGE =
            Pattern.compile("orrupted|CRITICAL_ERROR|SYSTEM_WORKER|SYSTEM_CRITICAL|Critical system error");

    private final String name;
    private final Process process;
    private final Path log;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean killed;
    private int linesRead;

    private ServerHandle(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static ServerHandle start(NodeSettings settings, ClassArchive classes) throws IOException {
        String name = NodeSettings.name(settings.number());
        Path log = settings.directory().resolve(name + "-" + STARTS.incrementAndGet() + ".log");
        Files.createDirectories(settings.directory());
        List<String> command = ServerCommand.of(
                "400m", classes, ObjectService.CLIENT_OPTIONS, OutageServer.class, settings.arguments());
        ServerHandle server = new ServerHandle(
                name, new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
        Daemons.thread(server::listen).start();
        return server;
    }

    /** Waits for the line that says that the node has joined. */
    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(OutageServer.STARTED)) {
                    started.countDown();
                }
            }
        } catch (IOException e) {
            return; // the process was killed
        } finally {
            started.countDown();
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the node has joined; returns false if the process ended, or has not after a time. */
    boolean awaitStarted(long seconds) throws InterruptedException {
        return started.await(seconds, TimeUnit.SECONDS) && process.isAlive();
    }

    /** Returns whether the process ended without having been killed. */
    boolean hasFailed() {
        return !killed && !process.isAlive();
    }

    /** Kills the process with SIGKILL, also if the thread is interrupted. */
    void kill() {
        killed = true;
        process.destroyForcibly().onExit().join();
    }

    /** Prints the stacks of all threads beside the log. */
    void dumpStacks() throws IOException, InterruptedException {
        Stacks.append(process.pid(), log.resolveSibling(name + "-stacks.txt"));
    }

    /** Returns the lines about failures and damage since the last call, each once. */
    synchronized List<String> newDamage() throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> damage = lines.subList(Math.min(linesRead, lines.size()), lines.size()).stream()
                .filter(line -> DAMAGE.matcher(line).find())
                .map(line -> line.substring(0, Math.min(line.length(), LINE_LENGTH)))
                .distinct()
                .toList();
        linesRead = lines.size();
        return damage;
    }

    /** Returns how the process ended. */
    String end() {
        return process.isAlive() ? "it runs" : "exit code " + process.exitValue() + ", see " + log.getFileName();
    }
}
