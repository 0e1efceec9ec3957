package io.foreshard.workbench.attack.kill;

import io.foreshard.plugin.Foreshard;
import io.foreshard.tier.Tier;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.FlightRecorder;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Count;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Work;
import io.foreshard.workbench.attack.cluster.ForkedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.IgniteException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.events.Event;
import org.apache.ignite.events.EventType;
import org.apache.ignite.lang.IgnitePredicate;

/**
 * The process that is killed: a server that moves pages of its tier, and obeys commands on its standard input. It ends with its parent.
 *
 * <p>Commands: {@code move} begins moves, {@code rest} ends them (answer {@code resting}), {@code stream ID CACHE VERSION KEY...} writes rows with a data streamer (answer
 * {@code streamed ID} or {@code unsure ID CAUSE}).
 */
final class ServerMain {
    static final String RESTING = "resting";
    static final String STREAMED = "streamed";
    static final String UNSURE = "unsure";
    static final String MOVE_FAILED = "failed";

    private static final long SAMPLE_MILLIS = 200;

    private ServerMain() {}

    /** Arguments: see {@link ServerSettings#arguments}. */
    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        ServerSettings settings = ServerSettings.of(arguments);
        FlightRecorder recorder = FlightRecorder.ofThisProcess();
        Ignite ignite = Ignition.start(
                settings.ignite().setLocalEventListeners(Map.of(rebalanceListener(recorder), ServerSettings.EVENTS)));
        Executors.newSingleThreadScheduledExecutor(Daemons::thread)
                .scheduleWithFixedDelay(
                        () -> sample(ignite, settings, recorder), SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        say(ForkedServer.STARTED);
        obey(ignite, new Moves(() -> ignite.<Foreshard>plugin(Foreshard.NAME).tier(), recorder, settings));
        Runtime.getRuntime().halt(1); // the parent has ended
    }

    private static IgnitePredicate<Event> rebalanceListener(FlightRecorder recorder) {
        return event -> {
            if (event.type() == EventType.EVT_CACHE_REBALANCE_STARTED) {
                recorder.begin(Work.REBALANCE);
            } else {
                recorder.end(Work.REBALANCE);
            }
            return true;
        };
    }

    private static void obey(Ignite ignite, Moves moves) throws IOException {
        ExecutorService streaming = Executors.newSingleThreadExecutor(Daemons::thread);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "move" -> moves.begin();
                case "rest" -> moves.rest(() -> say(RESTING));
                case "stream" -> streaming.execute(() -> stream(ignite, words));
                default -> throw new IllegalArgumentException("There is no command " + words[0] + ".");
            }
        }
    }

    private static void stream(Ignite ignite, String[] words) {
        long version = Long.parseLong(words[3]);
        try (IgniteDataStreamer<Long, AttackRow> streamer = ignite.dataStreamer(words[2])) {
            streamer.allowOverwrite(true);
            for (int i = 4; i < words.length; i++) {
                long key = Long.parseLong(words[i]);
                streamer.addData(key, AttackRow.of(key, version));
            }
            streamer.flush();
        } catch (IgniteException | javax.cache.CacheException | IllegalStateException e) {
            say(UNSURE + " " + words[1] + " " + e.toString().replaceAll("\\s+", " "));
            return;
        }
        say(STREAMED + " " + words[1]);
    }

    private static void sample(Ignite ignite, ServerSettings settings, FlightRecorder recorder) {
        recorder.set(Count.PAGES_REPLACED, pagesReplaced(ignite));
        if (settings.tiered() && ignite.cluster().state() != ClusterState.INACTIVE) {
            Tier tier = ignite.<Foreshard>plugin(Foreshard.NAME).tier();
            recorder.set(Count.PAGES_RELEASED, tier.statistics().releasedPages());
        }
    }

    @SuppressWarnings("deprecation") // the other way to read it is an exporter of all metrics
    private static long pagesReplaced(Ignite ignite) {
        return ignite.dataRegionMetrics().stream()
                .mapToLong(region -> region.getPagesReplaced())
                .sum();
    }

    static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
