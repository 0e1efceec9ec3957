package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.FlightRecorder;
import io.foreshard.workbench.attack.cluster.ForkedServer;
import io.foreshard.workbench.attack.cluster.Outages;
import io.foreshard.workbench.attack.cluster.ServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One forked server that moves pages, and its answers to commands. Thread-safe. */
final class ServerProcess {
    private static final int STREAM_SECONDS = 90;

    private final ForkedServer process;
    private final FlightRecorder recorder;
    private final BlockingQueue<String> resting = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<Boolean>> streams = new ConcurrentHashMap<>();
    private final AtomicInteger streamIds = new AtomicInteger();
    private final Consumer<String> failedMoves;

    private ServerProcess(ForkedServer process, FlightRecorder recorder, Consumer<String> failedMoves) {
        this.process = process;
        this.recorder = recorder;
        this.failedMoves = failedMoves;
    }

    /** Starts a server; it moves pages as soon as the cluster is active. */
    static ServerProcess start(ServerSettings settings, ClassArchive classes, Consumer<String> failedMoves)
            throws IOException {
        int start = ForkedServer.nextStart();
        Path directory = Files.createDirectories(settings.directory());
        Path recording = directory.resolve("recorder-" + start);
        FlightRecorder recorder = FlightRecorder.open(recording);
        List<String> command = ServerCommand.of(
                "320m",
                classes,
                List.of(
                        // A server killed in a rebalance without WAL refuses to start, with or without a tier.
                        "-DIGNITE_DISABLE_WAL_DURING_REBALANCING=false",
                        "-D" + FlightRecorder.PROPERTY + "=" + recording,
                        "-D" + Outages.SEED_PROPERTY + "=" + settings.seed()),
                ServerMain.class,
                settings.arguments());
        ServerProcess server = new ServerProcess(
                ForkedServer.start(command, directory.resolve(settings.name() + "-" + start + ".log")),
                recorder,
                failedMoves);
        server.process.listen(server::take, () -> server.streams.values().forEach(answer -> answer.add(false)));
        server.move();
        return server;
    }

    private void take(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
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

    ForkedServer process() {
        return process;
    }

    void move() {
        process.send("move");
    }

    /** Ends the moves; returns false if one still runs after a time. */
    boolean rest(long seconds) throws InterruptedException {
        resting.clear();
        process.send("rest");
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
            if (!process.isAlive() || !process.send(command.toString())) {
                return false;
            }
            Boolean acknowledged = answer.poll(STREAM_SECONDS, TimeUnit.SECONDS);
            return acknowledged != null && acknowledged;
        } finally {
            streams.remove(id);
        }
    }
}
