package io.foreshard.training;

import io.foreshard.predict.ActionSequence;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Users whose types follow one another with a fixed step, and who use objects in turns of eight: the next one with .8, any other one else. */
final class TestUsers {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final int TYPES = 4;
    private static final int OBJECTS = 200;
    private static final int TURN = 8;
    private static final int ACTIONS_OF_A_SESSION = 10;

    private TestUsers() {}

    /**
     * Returns one session for each user.
     *
     * @param step difference between the type of an action and that of the one before
     * @param begin time of the first session, one minute before the second one
     */
    static List<ActionSequence> users(long seed, int number, int step, Instant begin) {
        Random random = new Random(seed);
        List<ActionSequence> users = new ArrayList<>();
        for (int user = 0; user < number; user++) {
            Instant time = begin.plus(Duration.ofMinutes(user));
            List<WindowedAction> actions = new ArrayList<>();
            int type = random.nextInt(TYPES);
            int object = random.nextInt(OBJECTS);
            for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
                actions.add(WindowedAction.of(1 + type, time.plusSeconds(20L * i), 1 + object, 1 + object / TURN));
                type = random.nextInt(10) > 0 ? (type + step) % TYPES : random.nextInt(TYPES);
                object = random.nextInt(10) < 8 ? object / TURN * TURN + (object + 1) % TURN : random.nextInt(OBJECTS);
            }
            users.add(new ActionSequence(actions));
        }
        return users;
    }

    /** Returns a time after the end of all sessions. */
    static Instant after(List<ActionSequence> users) {
        return TrainingTrigger.newest(users).plus(Duration.ofHours(12));
    }
}
