package io.foreshard.workbench.attack.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.workbench.attack.shard.MissedUpdates.Place;
import io.foreshard.workbench.attack.shard.MissedUpdates.Update;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the attack says about updates that a continuous query did not deliver. */
class MissedUpdatesTest {
    /** The partition of a key follows from its number. */
    private static final long KEY_OF_1 = ShardTables.key(1);

    private static final long KEY_OF_3 = ShardTables.key(3);

    @Test
    void toString_twoPartitions_countsEachAndNamesTheFirst() {
        List<Update> updates = new ArrayList<>();
        for (long version = 10; version > 5; version--) {
            updates.add(new Update(ShardTables.ATOMIC, KEY_OF_1, version));
        }
        updates.add(new Update(ShardTables.TRANSACTIONAL, KEY_OF_3, 4));

        MissedUpdates missed = new MissedUpdates(updates, List.of(Place.of(ShardTables.TRANSACTIONAL, KEY_OF_3)));

        assertThat(missed)
                .hasToString("6 acknowledged updates: attack-atomic partition 1, where no write failed: 5 (key "
                        + KEY_OF_1
                        + " version 6, key " + KEY_OF_1 + " version 7, key " + KEY_OF_1
                        + " version 8, ...); attack-transactional partition 3, where a write failed: 1 (key " + KEY_OF_3
                        + " version 4)");
    }

    @Test
    void areBehindFailedWrites_writeToAnotherCacheOfTheGroupFailed_isTrue() {
        List<Update> updates = List.of(new Update(ShardTables.TRANSACTIONAL, KEY_OF_1, 5));

        assertThat(new MissedUpdates(updates, List.of(Place.of(ShardTables.ACCOUNTS, KEY_OF_1))))
                .matches(MissedUpdates::areBehindFailedWrites);
        assertThat(new MissedUpdates(updates, List.of(Place.of(ShardTables.ACCOUNTS, KEY_OF_3))))
                .matches(missed -> !missed.areBehindFailedWrites());
        assertThat(new MissedUpdates(updates, List.of(Place.of(ShardTables.ATOMIC, KEY_OF_1))))
                .matches(missed -> !missed.areBehindFailedWrites());
    }

    @Test
    void areBehindFailedWrites_onePartitionWithoutFailure_isFalse() {
        List<Update> updates = List.of(
                new Update(ShardTables.TRANSACTIONAL, KEY_OF_1, 5), new Update(ShardTables.TRANSACTIONAL, KEY_OF_3, 6));

        assertThat(new MissedUpdates(updates, List.of(Place.of(ShardTables.TRANSACTIONAL, KEY_OF_1))))
                .matches(missed -> !missed.areBehindFailedWrites());
    }
}
