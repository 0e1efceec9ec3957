package io.foreshard.candidate;

import static io.foreshard.candidate.InteractionLog.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.candidate.InteractionLog.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class InteractionLogTest {
    private static final int CAPACITY = 1_024;

    private record Entry(int user, int session, long object, long interest) {}

    /** Each walk meets the interactions that a list of the last ones has, newest first. */
    @Property(tries = 30)
    void walks_afterAnyInteractions_meetThoseOfAList(@ForAll long seed) {
        Random random = new Random(seed);
        InteractionLog log = new InteractionLog(CAPACITY);
        List<Entry> all = new ArrayList<>();
        int[] sessions = new int[50];
        int count = 200 + random.nextInt(3_000);
        for (int i = 0; i < count; i++) {
            int user = random.nextInt(50);
            boolean begins = sessions[user] == 0 || random.nextInt(6) == 0;
            sessions[user] = begins ? i + 1 : sessions[user];
            long object = random.nextInt(1 + random.nextInt(400));
            long interest = object % 7; // 0 is no interest
            all.add(new Entry(user, sessions[user], object, interest));
            log.append(new UUID(1, user), begins, object, interest, i * 1_000L);
        }
        List<Entry> held = all.subList(Math.max(0, count - CAPACITY), count);

        assertThat(log.size()).isEqualTo(held.size());
        for (int user = 0; user < 50; user++) {
            int who = user;
            List<Long> expected = newestFirst(held, entry -> entry.user() == who);
            List<Long> walked = new ArrayList<>();
            for (int p = log.lastOf(new UUID(1, user)); p != NONE; p = log.beforeOfUser(p)) {
                walked.add(object(log, p));
            }
            assertThat(walked).isEqualTo(expected);
        }
        Entry last = held.get(held.size() - 1);
        int position = log.newest();
        assertThat(walk(log, Level.OBJECT, position))
                .isEqualTo(newestFirst(held, entry -> entry.object() == last.object()));
        if (last.interest() != 0) {
            assertThat(walk(log, Level.GROUP, position))
                    .isEqualTo(newestFirst(held, entry -> entry.interest() == last.interest()));
        }
        List<Long> session = new ArrayList<>();
        for (int p = position; p != NONE; p = log.beforeInSession(p)) {
            session.add(object(log, p));
            int before = log.beforeInSession(p);
            assertThat(before == NONE || log.afterInSession(before) == p).isTrue();
        }
        assertThat(session).isEqualTo(newestFirst(held, entry -> entry.session() == last.session()));
    }

    @Example
    void append_fullOfOtherKeys_takesFortyBytesForEach() {
        // Six of ten interactions are with an object that was never seen before, as in a shop with a long tail.
        InteractionLog log = new InteractionLog(1 << 18);
        Random random = new Random(1);
        for (int i = 0; i < 1 << 20; i++) {
            long object = random.nextInt(10) < 6 ? 1_000_000 + i : random.nextInt(20_000);
            log.append(new UUID(2, random.nextInt(1_000)), i % 9 == 0, object, 1 + object % 3_000, i);
        }

        assertThat((double) log.bytes() / log.size()).isLessThan(40);
    }

    @Example
    void constructor_noPowerOfTwo_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InteractionLog(1_500))
                .withMessageContaining("power of two");
    }

    private static List<Long> walk(InteractionLog log, Level level, int from) {
        List<Long> objects = new ArrayList<>();
        for (int p = log.lastOf(level, log.key(level, from)); p != NONE; p = log.before(level, p)) {
            objects.add(object(log, p));
        }
        return objects;
    }

    private static long object(InteractionLog log, int position) {
        return log.objectId(log.key(Level.OBJECT, position));
    }

    private static List<Long> newestFirst(List<Entry> entries, java.util.function.Predicate<Entry> wanted) {
        List<Long> objects = new ArrayList<>();
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (wanted.test(entries.get(i))) {
                objects.add(entries.get(i).object());
            }
        }
        return objects;
    }
}
