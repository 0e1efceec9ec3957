package io.foreshard.predict;

import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The actions of one user ordered by time; a {@link SessionGap} cuts them into sessions. Immutable and thread-safe. */
public final class ActionSequence {
    /** Label of an action that ended its session. */
    public static final int END = 0;

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
    public Example last(SessionGap gap) {
        ActionContexts contexts = new ActionContexts();
        for (int i = 0; i < actions.size(); i++) {
            if (i > 0 && begins(i, gap)) {
                contexts.endSession();
            }
            contexts.add(actions.get(i));
        }
        return new Example(
                actions.isEmpty() ? 0 : actions.get(actions.size() - 1).time().toEpochMilli(),
                contexts.contexts(),
                END);
    }

    /**
     * Returns one example for every action with a known successor; the last action has the label {@link #END} when its session is over at
     * {@code now}.
     */
    public List<Example> examples(SessionGap gap, Instant now) {
        List<List<WindowedAction>> sessions = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            if (i == 0 || begins(i, gap)) {
                sessions.add(new ArrayList<>());
            }
            sessions.get(sessions.size() - 1).add(actions.get(i));
        }
        List<Example> examples = examples(sessions);
        boolean open = !actions.isEmpty()
                && !gap.isOver(actions.get(actions.size() - 1).time(), now);
        return open ? examples.subList(0, examples.size() - 1) : examples;
    }

    /**
     * Returns one example for every action of finished sessions of one user.
     *
     * @param sessions sessions in the order of their times, none of which overlaps another one
     */
    public static List<Example> examples(List<List<WindowedAction>> sessions) {
        List<Example> examples = new ArrayList<>();
        ActionContexts contexts = new ActionContexts();
        for (List<WindowedAction> session : sessions) {
            contexts.endSession();
            for (int i = 0; i < session.size(); i++) {
                contexts.add(session.get(i));
                examples.add(new Example(
                        session.get(i).time().toEpochMilli(),
                        contexts.contexts(),
                        i + 1 < session.size() ? session.get(i + 1).type() : END));
            }
        }
        return examples;
    }

    private boolean begins(int index, SessionGap gap) {
        return gap.separates(actions.get(index - 1).time(), actions.get(index).time());
    }
}
