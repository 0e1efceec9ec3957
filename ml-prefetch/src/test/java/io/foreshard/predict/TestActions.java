package io.foreshard.predict;

import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The actions of 100 test users: types 1, 2, 3 in turn or at random, in sessions of about twelve actions. */
public final class TestActions {
    private static final int USERS = 100;
    private static final int ACTIONS = 40;
    private static final int OBJECTS = 20;
    private static final long HOUR_MILLIS = 3_600_000;

    private TestActions() {}

    public static WindowedAction action(int type, long timeMillis, long objectId) {
        return WindowedAction.of(type, Instant.ofEpochMilli(timeMillis), objectId, 0);
    }

    /** Returns the sequences of users of whom nine in ten actions follow the turn. */
    public static List<ActionSequence> users(long seed) {
        Random random = new Random(seed);
        List<ActionSequence> users = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            List<WindowedAction> actions = new ArrayList<>();
            long time = user * 1_000L;
            int type = 1;
            for (int i = 0; i < ACTIONS; i++) {
                actions.add(action(type, time, random.nextInt(OBJECTS) + 1));
                type = random.nextInt(10) > 0 ? type % 3 + 1 : random.nextInt(3) + 1;
                time += random.nextInt(12) == 0 ? HOUR_MILLIS : 20_000;
            }
            users.add(new ActionSequence(actions));
        }
        return users;
    }

    /** Returns the examples of these users, ordered by time, after the end of all sessions. */
    public static List<Example> examples(long seed) {
        return users(seed).stream()
                .flatMap(user -> user.examples(SessionGap.DEFAULT, Instant.MAX).stream())
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
    }
}
