package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;

/** Which unit is released, with users whose habits are known. */
class ExpectedReturnTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final int HISTORY = 3;

    /** Half of the users return every day, the others never. */
    @Example
    void release_regularAndGoneUsers_keepsTheRegularOnes() {
        RetentionPolicy policy = RetentionPolicy.expectedReturn();
        int users = 200;
        for (int day = 0; day < 20; day++) {
            for (int user = 1; user <= users; user++) {
                if (day == 0 || user % 2 == 0) {
                    policy.accessed(user, user, time(day, user));
                    policy.added(user, 1, new int[] {user}, time(day, user));
                }
            }
        }
        List<Long> released = new ArrayList<>();

        policy.release(users / 2, released::add);

        assertThat(released).hasSize(users / 2).allMatch(unit -> unit % 2 == 1);
    }

    private static long time(int day, int user) {
        return 1_000_000_000_000L + day * DAY + user * 60_000L;
    }

    /** Each operation reads the last rows of a user, and each row is a unit: older ones are not read again, however often the user returns. */
    @Example
    void release_readsOfLastRows_releasesTheOlderRowsFirst() {
        RetentionPolicy policy = RetentionPolicy.expectedReturn();
        int users = 50;
        int rows = 12;
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < rows; row++) {
            for (int user = 1; user <= users; user++) {
                long time = time(row, user) + random.nextLong(HOUR);
                for (int read = Math.max(0, row - HISTORY); read < row; read++) {
                    policy.accessed(unit(user, read), user, time);
                }
                policy.accessed(unit(user, row), user, time);
                policy.added(unit(user, row), 1, new int[] {user}, time);
            }
        }
        List<Long> released = new ArrayList<>();

        policy.release((long) users * (HISTORY + 1), released::add);

        long old = released.stream()
                .filter(unit -> unit % 100 < rows - HISTORY - 1)
                .count();
        assertThat(released).hasSize(users * (rows - HISTORY - 1));
        // A unit shares a bit with one of the last four in one of 16 cases.
        assertThat(old).isGreaterThan((long) (.85 * released.size()));
    }

    private static long unit(int user, int row) {
        return user * 100L + row;
    }
}
