package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Ids of closed prefixes get the next epoch early. */
class ClosedPrefixPropertyTest {
    private static final ProfileLayout LAYOUT = ProfileLayout.transactions();
    private static final int PARTITIONS = 1024;
    private static final int EARLY = 3;
    private static final Duration EPOCH = Duration.ofDays(30);
    private static final long NOW = 2_000 * Duration.ofDays(1).toMillis();

    private Windows archive = new Windows();

    @BeforeTry
    void emptyArchive() {
        archive = new Windows();
    }

    private static ProfileEncoder encoder(BitSet closed) {
        FullPartitions none = new FullPartitions(PARTITIONS, new BitSet(), new BitSet());
        return new ProfileEncoder(LAYOUT, EPOCH, EngagementBands.unlearned(), none.withClosed(closed));
    }

    private static UUID user(long seed) {
        return new UUID(seed, ~seed);
    }

    private static UserAction action(long seed, int number, long millis) {
        return UserAction.of(user(seed), 1)
                .transactionId(new UUID(seed, number))
                .at(Instant.ofEpochMilli(millis))
                .object(number)
                .interest(number % 5)
                .build();
    }

    private WindowUpdate apply(UserWindow window, UserAction action, BitSet closed) {
        return archive.apply(window, List.of(action), encoder(closed), action.time());
    }

    private static int partition(long id) {
        return ProfileLayout.partition(id, PARTITIONS);
    }

    private static long idOf(WindowUpdate update) {
        return update.receipts().get(0).profileId();
    }

    private static long later(long id, int epochs) {
        return LAYOUT.with(id, Field.EPOCH, (LAYOUT.get(id, Field.EPOCH) + epochs) % LAYOUT.epochs());
    }

    @Property(tries = 200)
    void profileId_firstEpochsClosed_isThePrefixInTheFirstOpenEpoch(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 3) int closedEpochs,
            @ForAll @IntRange(max = 14) int now) {
        UserAction action = action(seed, 1, NOW + now * EPOCH.toMillis());
        long regular = idOf(apply(UserWindow.empty(user(seed)), action, new BitSet()));
        BitSet closed = new BitSet();
        for (int epochs = 0; epochs < closedEpochs; epochs++) {
            closed.set(partition(later(regular, epochs)));
        }
        archive = new Windows();

        assertThat(idOf(apply(UserWindow.empty(user(seed)), action, closed))).isEqualTo(later(regular, closedEpochs));
    }

    @Property(tries = 200)
    void profileId_randomPartitionsClosed_isIssuedIntoNoneWhileOneOfTheUserIsOpen(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @IntRange(min = 1, max = 100) int count) {
        Random random = new Random(seed);
        UserWindow window = UserWindow.empty(user(seed));
        Set<Integer> written = new HashSet<>();
        for (int number = 0; number < count; number++) {
            BitSet closed = closed(random, share);
            UserAction action =
                    action(seed, number, NOW + number * Duration.ofHours(20).toMillis());
            WindowUpdate update = apply(window, action, closed);
            long id = idOf(update);
            long regular = new ProfileEncoder(LAYOUT, EPOCH, EngagementBands.unlearned(), FullPartitions.NONE)
                    .profileId(
                            window.plus(ActionSummary.of(action), action.time().toEpochMilli(), Sessions.GAP));

            assertThat(closed.get(partition(id))).isEqualTo(!hasOpen(regular, closed, seed));
            assertThat(LAYOUT.get(id, Field.EPOCH))
                    .isLessThan(LAYOUT.epochs())
                    .matches(
                            epoch -> Math.floorMod(epoch - LAYOUT.get(regular, Field.EPOCH), LAYOUT.epochs()) <= EARLY);
            written.add(partition(id));
            window = update.window();
        }

        assertThat(window.partitions(LAYOUT, PARTITIONS))
                .containsExactlyInAnyOrder(
                        written.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Returns whether a partition of one of the user's salts, in any band and one of the four epochs, is open. */
    private static boolean hasOpen(long regular, BitSet closed, long seed) {
        for (int band = 0; band < 4; band++) {
            for (int salt = 0; salt < UserWindow.SALTS; salt++) {
                long id = LAYOUT.with(regular, Field.BAND, band);
                id = LAYOUT.with(id, Field.SALT, ProfileEncoder.salt(user(seed), salt));
                for (int epochs = 0; epochs <= EARLY; epochs++) {
                    if (!closed.get(partition(later(id, epochs)))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static BitSet closed(Random random, double share) {
        BitSet closed = new BitSet();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            closed.set(partition, random.nextDouble() < share);
        }
        return closed;
    }

    @Property(tries = 100)
    void profileId_allClosed_isTheFirstChoice(@ForAll long seed) {
        BitSet all = new BitSet();
        all.set(0, PARTITIONS);
        UserAction action = action(seed, 1, NOW);
        long regular = idOf(apply(UserWindow.empty(user(seed)), action, new BitSet()));
        archive = new Windows();

        assertThat(idOf(apply(UserWindow.empty(user(seed)), action, all))).isEqualTo(regular);
    }

    /** The partition is closed after the first action: its id stays, also for a retry, and the next action gets another partition. */
    @Property(tries = 100)
    void apply_partitionIsClosedLater_knownIdsStay(@ForAll long seed) {
        UserAction first = action(seed, 1, NOW);
        WindowUpdate before = apply(UserWindow.empty(user(seed)), first, new BitSet());
        BitSet closed = new BitSet();
        closed.set(partition(idOf(before)));

        WindowUpdate retry = apply(before.window(), first, closed);
        WindowUpdate next = apply(before.window(), action(seed, 2, NOW), closed);

        assertThat(retry.receipts()).isEqualTo(before.receipts());
        assertThat(retry.repeated().cardinality()).isEqualTo(1);
        assertThat(closed.get(partition(idOf(next)))).isFalse();
        assertThat(next.window().issued()).extracting(Receipt::profileId).contains(idOf(before));
    }

    /** The early id is the one that the same actions get when the epoch begins, so both share a partition. */
    @Property(tries = 100)
    void profileId_early_isThatOfTheRegularTime(@ForAll long seed) {
        UserAction then = action(seed, 1, NOW + EPOCH.toMillis());
        long regular = idOf(apply(UserWindow.empty(user(seed)), then, new BitSet()));
        BitSet closed = new BitSet();
        closed.set(partition(later(regular, LAYOUT.epochs() - 1)));
        archive = new Windows();

        assertThat(idOf(apply(UserWindow.empty(user(seed)), action(seed, 1, NOW), closed)))
                .isEqualTo(regular);
    }
}
