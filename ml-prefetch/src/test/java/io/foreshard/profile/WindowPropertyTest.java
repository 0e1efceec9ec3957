package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.InterestCode;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeTry;

class WindowPropertyTest {
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final long NOW = 2_000 * DAY;
    private static final int PARTITIONS = 1024;

    private final ProfileEncoder encoder = Windows.encoder();
    private Windows archive = new Windows();

    @BeforeTry
    void emptyArchive() {
        archive = new Windows();
    }

    @Property(tries = 200)
    void apply_sameActions_sameIds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int count) {
        List<UserAction> actions = actions(seed, count);

        WindowUpdate first = apply(UserWindow.empty(user(seed)), actions);
        WindowUpdate second = apply(UserWindow.empty(user(seed)), actions);

        assertThat(first.window()).isEqualTo(second.window());
        assertThat(first.receipts()).isEqualTo(second.receipts());
    }

    @Property(tries = 200)
    void apply_batchAgainAfterOtherActions_equalReceiptsAndNoChange(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int count, @ForAll @IntRange(max = 300) int more) {
        List<UserAction> actions = actions(seed, count);
        WindowUpdate first = apply(UserWindow.empty(user(seed)), actions);
        UserWindow moved = apply(first.window(), actions(seed, count + more).subList(count, count + more))
                .window();

        WindowUpdate again = apply(moved, actions);

        assertThat(again.window()).isEqualTo(moved);
        assertThat(again.clashes().isEmpty()).isTrue();
        assertThat(again.receipts()).isEqualTo(first.receipts());
        assertThat(again.repeated().cardinality()).isEqualTo(count);
    }

    @Property(tries = 200)
    void apply_manyActions_boundedWindowKnowsPartitions(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int count) {
        WindowUpdate update = apply(UserWindow.empty(user(seed)), actions(seed, count));

        assertThat(update.window().actions()).hasSizeLessThanOrEqualTo(UserWindow.MAX_ACTIONS);
        assertThat(update.window().issued()).hasSizeLessThanOrEqualTo(UserWindow.MAX_RECEIPTS);
        Set<Integer> written = new HashSet<>();
        for (Receipt receipt : update.receipts()) {
            written.add(ProfileLayout.partition(receipt.profileId(), 1024));
            assertThat(ProfileLayout.transactions().get(receipt.profileId(), Field.EPOCH))
                    .isLessThan(15);
        }
        assertThat(update.window().partitions(ProfileLayout.transactions(), 1024))
                .containsExactlyInAnyOrder(
                        written.stream().mapToInt(Integer::intValue).toArray())
                .hasSizeLessThanOrEqualTo(480);
    }

    @Property(tries = 200)
    void apply_randomFullPartitions_windowKnowsPartitionsAndAvoidsTheFull(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
        Random random = new Random(seed);
        UserWindow window = UserWindow.empty(user(seed));
        Set<Integer> written = new HashSet<>();
        for (UserAction action : actions(seed, count)) {
            FullPartitions full = full(random);
            ProfileEncoder avoiding = encoder(full);
            WindowUpdate update = archive.apply(window, List.of(action), avoiding, Instant.ofEpochMilli(NOW));
            long id = update.receipts().get(0).profileId();

            assertThat(avoiding.profileId(
                            window.plus(ActionSummary.of(action), action.time().toEpochMilli(), Sessions.GAP)))
                    .isEqualTo(id);
            assertThat(full.isOverfull(id)).isFalse();
            if (!written.contains(ProfileLayout.partition(id, PARTITIONS))) {
                assertThat(full.isFull(id)).isFalse();
            }
            window = update.window();
            written.add(ProfileLayout.partition(id, PARTITIONS));
        }

        assertThat(window.partitions(ProfileLayout.transactions(), PARTITIONS))
                .containsExactlyInAnyOrder(
                        written.stream().mapToInt(Integer::intValue).toArray());
    }

    @Property(tries = 200)
    void profileId_allPartitionsFull_isTheFirstChoice(@ForAll long seed) {
        UserWindow window = UserWindow.empty(user(seed));
        UserAction action = actions(seed, 1).get(0);
        window = window.plus(ActionSummary.of(action), action.time().toEpochMilli(), Sessions.GAP);
        BitSet all = new BitSet();
        all.set(0, PARTITIONS);

        assertThat(encoder(new FullPartitions(PARTITIONS, all, all)).profileId(window))
                .isEqualTo(encoder.profileId(window));
    }

    /** The partition of the last id became full, but not overfull: the rows of a session stay together. */
    @Property(tries = 200)
    void profileId_fullWithinARun_staysUntilOverfull(@ForAll long seed) {
        UUID user = user(seed);
        UserAction first = action(user, 1, NOW, 7);
        UserAction second = action(user, 2, NOW, 7);
        WindowUpdate update = apply(UserWindow.empty(user), List.of(first));
        int partition = ProfileLayout.partition(update.receipts().get(0).profileId(), PARTITIONS);
        UserWindow window = update.window().plus(ActionSummary.of(second), NOW, Sessions.GAP);
        BitSet one = new BitSet();
        one.set(partition);

        long stays = encoder(new FullPartitions(PARTITIONS, one, new BitSet())).profileId(window);
        long moves = encoder(new FullPartitions(PARTITIONS, one, one)).profileId(window);

        assertThat(ProfileLayout.partition(stays, PARTITIONS)).isEqualTo(partition);
        assertThat(ProfileLayout.partition(moves, PARTITIONS)).isNotEqualTo(partition);
    }

    private static ProfileEncoder encoder(FullPartitions full) {
        return new ProfileEncoder(ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned(), full);
    }

    /** Returns a random third of the partitions, half of them overfull. */
    private static FullPartitions full(Random random) {
        BitSet full = new BitSet();
        BitSet overfull = new BitSet();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            full.set(partition, random.nextInt(3) == 0);
            overfull.set(partition, full.get(partition) && random.nextBoolean());
        }
        return new FullPartitions(PARTITIONS, full, overfull);
    }

    /** The bound of the class: a vector of length 1 turns a sum of length r by at most asin(1 / r), that is below 1 / (4 r) turns. */
    @Property(tries = 500)
    void plus_oneMoreAction_movesTheInterestLittle(
            @ForAll long seed,
            @ForAll @LongRange(min = 1, max = 1_000_000) long main,
            @ForAll @IntRange(min = 4, max = 60) int many) {
        UserWindow window = UserWindow.empty(user(seed));
        for (int i = 0; i < many; i++) {
            window = window.plus(ActionSummary.of(action(user(seed), i, NOW, main)), NOW, Sessions.GAP);
        }

        UserWindow moved = window.plus(
                ActionSummary.of(action(user(seed), many, NOW, main + 1 + Math.floorMod(seed, 1000L))),
                NOW,
                Sessions.GAP);

        assertThat(InterestCode.distance(window.interestCode(), moved.interestCode()))
                .isLessThanOrEqualTo(.25 / (many - 1));
        assertThat(InterestCode.distance(window.interestCode(), InterestCode.of(main)))
                .isLessThan(1e-5);
    }

    @Property(tries = 200)
    void distance_anyCodes_isAMetric(@ForAll long first, @ForAll long second, @ForAll long third) {
        long a = InterestCode.of(first);
        long b = InterestCode.of(second);
        long c = InterestCode.of(third);

        assertThat(InterestCode.distance(a, a)).isZero();
        assertThat(InterestCode.distance(a, b))
                .isEqualTo(InterestCode.distance(b, a))
                .isBetween(0.0, .5);
        assertThat(InterestCode.distance(a, c))
                .isLessThanOrEqualTo(InterestCode.distance(a, b) + InterestCode.distance(b, c) + 1e-12);
    }

    @Property(tries = 50)
    void apply_lateAndFutureEvents_currentEpoch(@ForAll long seed) {
        UUID user = user(seed);
        WindowUpdate current = apply(UserWindow.empty(user), List.of(action(user, 1, NOW, 7)));
        long epoch = ProfileLayout.transactions().get(current.receipts().get(0).profileId(), Field.EPOCH);

        WindowUpdate late = apply(current.window(), List.of(action(user, 2, NOW - 100 * DAY, 7)));
        WindowUpdate future = apply(current.window(), List.of(action(user, 3, NOW + 100 * DAY, 7)));

        assertThat(ProfileLayout.transactions().get(late.receipts().get(0).profileId(), Field.EPOCH))
                .isEqualTo(epoch);
        assertThat(ProfileLayout.transactions().get(future.receipts().get(0).profileId(), Field.EPOCH))
                .isEqualTo(epoch);
        assertThat(future.window().behavior().lastMillis()).isEqualTo(NOW);
    }

    @Property(tries = 20)
    void calibrate_anyScores_bandsBecomeQuartiles(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int distinctScores) {
        Random random = new Random(seed);
        BandCalibrator calibrator = new BandCalibrator();
        EngagementBands bands = EngagementBands.unlearned();
        int[] counts = new int[EngagementBands.BANDS];
        int total = 6_000;
        for (int i = 0; i < total; i++) {
            UUID user = new UUID(random.nextLong(), random.nextLong());
            double score = random.nextInt(distinctScores) * 3;
            if (i >= total / 2) {
                counts[bands.band(score, user)]++;
            }
            calibrator.add(score, user);
            bands = calibrator.recalibrate(bands).orElse(bands);
        }

        for (int count : counts) {
            assertThat((double) count / (total / 2)).isBetween(.17, .33);
        }
    }

    @Property(tries = 20)
    void calibrate_stationaryScores_bandsSettle(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int distinctScores) {
        Random random = new Random(seed);

        assertThat(versions(40_000, i -> random.nextInt(distinctScores) * .5, random))
                .as("versions of a stationary stream")
                .isBetween(5L, 7L);
    }

    @Property(tries = 20)
    void calibrate_driftingScores_versionsAreFarApart(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int period) {
        Random random = new Random(seed);

        // 6 versions while the distance doubles from 64, then one in 4,096 scores.
        assertThat(versions(40_000, i -> 100.0 * (i / period) + random.nextDouble(), random))
                .as("versions of a stream that never stops drifting")
                .isLessThanOrEqualTo(6 + 40_000 / 4_096);
    }

    private static long versions(int scores, IntToDoubleFunction score, Random random) {
        BandCalibrator calibrator = new BandCalibrator();
        EngagementBands bands = EngagementBands.unlearned();
        for (int i = 0; i < scores; i++) {
            calibrator.add(score.applyAsDouble(i), new UUID(random.nextLong(), random.nextLong()));
            bands = calibrator.recalibrate(bands).orElse(bands);
        }
        return bands.version();
    }

    private WindowUpdate apply(UserWindow window, List<UserAction> actions) {
        return archive.apply(window, actions, encoder, Instant.ofEpochMilli(NOW));
    }

    private static List<UserAction> actions(long seed, int count) {
        Random random = new Random(seed);
        List<UserAction> actions = new ArrayList<>();
        long time = NOW - 700 * DAY;
        for (int i = 0; i < count; i++) {
            time += (long) (random.nextDouble() * 2 * DAY);
            actions.add(action(user(seed), i, time, random.nextInt(5)));
        }
        return actions;
    }

    private static UserAction action(UUID user, int number, long time, long interest) {
        return UserAction.of(user, 1 + number % 4)
                .transactionId(new UUID(number, 1))
                .at(Instant.ofEpochMilli(time))
                .object(number)
                .interest(interest)
                .payload(new byte[number % 3 * 700])
                .build();
    }

    private static UUID user(long seed) {
        return new UUID(seed, 99);
    }
}
