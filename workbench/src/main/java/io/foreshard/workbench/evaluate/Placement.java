package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.Hashing;
import io.foreshard.key.ProfileLayout;
import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.BandCalibrator;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.IssuedRows;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.RecentColumns;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where the rows of actions lie: rows of one place fill units in the order in which they are written. Not thread-safe: it knows the actions before. */
interface Placement {
    /** Partitions of the map, the default. */
    int PARTITIONS = 1_024;

    /** Returns the profile id of the row of the next action, or another number whose value is its place. */
    long next(UserAction action);

    /** Returns the place of an id. */
    default long place(long id) {
        return id;
    }

    /** Returns the placement of affinity by user with many users in a partition: its units are in the order of time. */
    static Placement byUser() {
        return action -> 0;
    }

    /** Returns the placement of the simulations before the encoder existed: four bands of decayed engagement, and 64 salts of the user, without an epoch. */
    static Placement bandAndSalt() {
        return new BandAndSalt();
    }

    /** Returns the real placement: the partition of the profile id that the ingestion issues. */
    static Placement byProfileId() {
        return new ByProfileId();
    }

    /** Bands with fixed limits, as in the simulations: a purchase of 60 days ago counts half. */
    final class BandAndSalt implements Placement {
        private static final int SALTS = 64;
        private static final double HALF_LIFE_DAYS = 60;
        private static final double[] LIMITS = {1.5, 2.5, 4};

        private final Map<UUID, double[]> engagements = new HashMap<>();

        @Override
        public long next(UserAction action) {
            double day = Math.floor(
                    action.time().toEpochMilli() / (double) Duration.ofDays(1).toMillis());
            double[] engagement = engagements.computeIfAbsent(action.userId(), unused -> new double[] {0, day});
            engagement[0] = engagement[0] * Math.pow(.5, (day - engagement[1]) / HALF_LIFE_DAYS) + 1;
            engagement[1] = day;
            int band = 0;
            while (band < LIMITS.length && engagement[0] >= LIMITS[band]) {
                band++;
            }
            return (long) band * SALTS + Math.floorMod(Hashing.user(action.userId()), SALTS);
        }
    }

    /** Issues ids as one server does, action by action, with epochs of 30 days. */
    final class ByProfileId implements Placement {
        private static final Duration EPOCH = Duration.ofDays(30);
        private static final Duration HORIZON = Duration.ofHours(24);
        private static final int RECORD_BYTES = 1 << 20;

        private final ProfileLayout layout = ProfileLayout.transactions();
        private final BandCalibrator calibrator = new BandCalibrator();
        private final IssuedRows issued = new IssuedRows(layout, PARTITIONS, EPOCH);
        private final Map<UUID, UserWindow> windows = new HashMap<>();
        private EngagementBands bands = EngagementBands.unlearned();

        @Override
        public long next(UserAction action) {
            ProfileEncoder encoder = new ProfileEncoder(layout, EPOCH, bands, issued.full());
            WindowUpdate update = update(
                    action, new IssuingRules(encoder, RECORD_BYTES, HORIZON, 0, RecentColumns.all(), Sessions.GAP));
            windows.put(action.userId(), update.window());
            update.engagements().forEach(engagement -> calibrator.add(engagement, action.userId()));
            bands = calibrator.recalibrate(bands).orElse(bands);
            long id = update.receipts().get(0).profileId();
            issued.add(id, 1, action.time().toEpochMilli());
            return id;
        }

        /** Applies an action that no archive knows. */
        private WindowUpdate update(UserAction action, IssuingRules rules) {
            UserWindow window = windows.computeIfAbsent(action.userId(), UserWindow::empty);
            List<ActionSummary> run = List.of(ActionSummary.of(action));
            WindowUpdate update = WindowUpdate.apply(window, run, ArchiveReply.NONE, rules, action.time());
            while (update.request() != null) {
                ArchiveReply reply = update.request().reply(List.of());
                update = WindowUpdate.apply(window, run, reply, rules, action.time());
            }
            return update;
        }

        @Override
        public long place(long id) {
            return ProfileLayout.partition(id, PARTITIONS);
        }
    }
}
