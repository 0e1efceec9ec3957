package io.foreshard.profile;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Issues the ids of a trace as a cluster of servers does: in batches, with bands that all servers share and full partitions that each knows alone. Not thread-safe. */
final class PlacementReplay {
    private final ProfileLayout layout = ProfileLayout.transactions();
    private final int partitions;
    private final Duration epoch;
    private final int batch;
    private final Server[] servers;
    private final Windows archive = new Windows();
    private final Map<UUID, UserWindow> windows = new HashMap<>();
    private final SortedMap<Long, int[]> writes = new TreeMap<>();
    private EngagementBands bands = EngagementBands.unlearned();

    /** What a server knows of its own rows. */
    private record Server(BandCalibrator calibrator, IssuedRows rows) {}

    PlacementReplay(int partitions, Duration epoch, int servers, int batch) {
        this.partitions = partitions;
        this.epoch = epoch;
        this.batch = batch;
        this.servers = new Server[servers];
        restart();
    }

    /** Starts all servers again: they know the bands, but nothing of the rows and the scores before. */
    void restart() {
        Arrays.setAll(servers, i -> new Server(new BandCalibrator(), new IssuedRows(layout, partitions, epoch)));
    }

    /** Lets servers record the actions; the function says which server gets an action. */
    PlacementReplay record(List<UserAction> actions, ToIntFunction<UserAction> routing) {
        for (int from = 0; from < actions.size(); from += batch) {
            List<UserAction> slice = actions.subList(from, Math.min(from + batch, actions.size()));
            Instant now = slice.get(slice.size() - 1).time();
            SortedMap<Integer, List<UserAction>> byServer = new TreeMap<>();
            for (UserAction action : slice) {
                byServer.computeIfAbsent(routing.applyAsInt(action), unused -> new ArrayList<>())
                        .add(action);
            }
            byServer.forEach((server, own) -> record(servers[server], own, now));
        }
        return this;
    }

    private void record(Server server, List<UserAction> actions, Instant now) {
        ProfileEncoder encoder =
                new ProfileEncoder(layout, epoch, bands, server.rows().full());
        for (UserAction action : actions) {
            UserWindow window = windows.computeIfAbsent(action.userId(), UserWindow::empty);
            WindowUpdate update = archive.apply(window, List.of(action), encoder, now);
            windows.put(action.userId(), update.window());
            update.engagements().forEach(engagement -> server.calibrator().add(engagement, action.userId()));
            long id = update.receipts().get(0).profileId();
            server.rows().add(id, 1, now.toEpochMilli());
            writes.computeIfAbsent(layout.get(id, Field.EPOCH), unused -> new int[partitions])[
                    ProfileLayout.partition(id, partitions)]++;
        }
        bands = server.calibrator().recalibrate(bands).orElse(bands);
    }

    /**
     * Returns the rows of the busiest partition over the mean of its epoch's partitions, for each epoch.
     *
     * @param minMean epochs with a smaller mean are left out
     */
    SortedMap<Long, Double> busiestOverMean(int minMean) {
        SortedMap<Long, Double> ratios = new TreeMap<>();
        int partitionsOfEpoch = partitions >>> layout.width(Field.EPOCH);
        writes.forEach((number, rows) -> {
            double mean = (double) IntStream.of(rows).sum() / partitionsOfEpoch;
            if (mean >= minMean) {
                ratios.put(number, IntStream.of(rows).max().orElseThrow() / mean);
            }
        });
        return ratios;
    }
}
