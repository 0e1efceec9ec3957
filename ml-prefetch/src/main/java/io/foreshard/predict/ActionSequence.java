package io.foreshard.predict;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The actions of one user ordered by time, cut into {@linkplain Sessions sessions}. Immutable and thread-safe. */
public final class ActionSequence {
    /** Label of an action that ended its session. */
    public static final int END = 0;

    private static final long[] GAP_SECONDS = {5, 30, 300, 3_600, 86_400};
    private static final int MAX_POSITION = 6;

    private final List<WindowedAction> actions;

    /**
     * Creates a sequence.
     *
     * @param actions actions of one user, oldest first
     */
    public ActionSequence(List<WindowedAction> actions) {
        this.actions = List.copyOf(actions);
    }

    /** Returns the sequence of the actions in a window. */
    public static ActionSequence of(UserWindow window) {
        return new ActionSequence(window.actions().stream()
                .sorted(Comparator.comparing(WindowedAction::time))
                .toList());
    }

    /** Returns the actions, oldest first. */
    public List<WindowedAction> actions() {
        return actions;
    }

    /**
     * Returns the example of the last action, whose label is not known yet and is set to {@link #END}.
     *
     * @throws IllegalStateException if the sequence is empty
     */
    public Example last() {
        if (actions.isEmpty()) {
            throw new IllegalStateException("A user without actions has no next action.");
        }
        return example(actions.size() - 1, END);
    }

    /**
     * Returns one example for every action with a known successor; the last action has the label {@link #END} when a session gap has passed
     * since.
     */
    public List<Example> examples(Instant now) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            boolean last = i == actions.size() - 1;
            Instant next = last ? now : actions.get(i + 1).time();
            if (isSessionGap(actions.get(i).time(), next)) {
                examples.add(example(i, END));
            } else if (!last) {
                examples.add(example(i, actions.get(i + 1).type()));
            }
        }
        return examples;
    }

    private Example example(int index, int label) {
        int start = index;
        while (start > 0
                && index - start < MAX_POSITION
                && !isSessionGap(
                        actions.get(start - 1).time(), actions.get(start).time())) {
            start--;
        }
        WindowedAction action = actions.get(index);
        boolean follows = index > start;
        WindowedAction before = follows ? actions.get(index - 1) : null;
        boolean sameObject =
                follows && action.objectId() != UserAction.NO_OBJECT && action.objectId() == before.objectId();
        return new Example(
                action.time().toEpochMilli(),
                action.type(),
                follows ? before.type() : 0,
                index - 1 > start ? actions.get(index - 2).type() : 0,
                follows ? gapBucket(Duration.between(before.time(), action.time())) : 0,
                sameObject ? 1 : 0,
                index - start,
                action.time().atOffset(ZoneOffset.UTC).getHour(),
                label);
    }

    private static boolean isSessionGap(Instant earlier, Instant later) {
        return Duration.between(earlier, later).compareTo(Sessions.GAP) > 0;
    }

    private static int gapBucket(Duration gap) {
        int bucket = 1;
        while (bucket <= GAP_SECONDS.length && gap.toSeconds() >= GAP_SECONDS[bucket - 1]) {
            bucket++;
        }
        return bucket;
    }
}
