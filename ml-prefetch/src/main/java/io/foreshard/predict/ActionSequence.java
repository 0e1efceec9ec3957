package io.foreshard.predict;

import io.foreshard.ingest.Sessions;
import io.foreshard.profile.UserWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The actions of one user in order of time, cut into {@linkplain Sessions sessions}. */
public final class ActionSequence {
    /** Label of an action after which the session ended. */
    public static final int END = 0;

    private static final long[] GAP_SECONDS = {5, 30, 300, 3_600, 86_400};
    private static final int MAX_POSITION = 6;

    private final List<Step> steps;

    /** Returns the sequence of what a window remembers. */
    public static ActionSequence of(UserWindow window) {
        return new ActionSequence(window.actions().stream()
                .map(Step::of)
                .sorted(Comparator.comparingLong(Step::timeMillis))
                .toList());
    }

    /** Creates a sequence of steps, oldest first. */
    public ActionSequence(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Returns the steps, oldest first. */
    public List<Step> steps() {
        return steps;
    }

    /** Returns what is known after the last action, without a label. */
    public Example now() {
        if (steps.isEmpty()) {
            throw new IllegalStateException("A user without actions has no next action.");
        }
        return example(steps.size() - 1, END);
    }

    /**
     * Returns one example for every action whose successor is known; the last one is followed by {@link #END} once the user has been
     * away for a session gap.
     */
    public List<Example> examples(long nowMillis) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            long next = last ? nowMillis : steps.get(i + 1).timeMillis();
            if (next - steps.get(i).timeMillis() > Sessions.GAP.toMillis()) {
                examples.add(example(i, END));
            } else if (!last) {
                examples.add(example(i, steps.get(i + 1).type()));
            }
        }
        return examples;
    }

    private Example example(int index, int label) {
        int start = index;
        while (start > 0
                && index - start < MAX_POSITION
                && steps.get(start).timeMillis() - steps.get(start - 1).timeMillis() <= Sessions.GAP.toMillis()) {
            start--;
        }
        Step step = steps.get(index);
        boolean follows = index > start;
        long gapSeconds = follows ? (step.timeMillis() - steps.get(index - 1).timeMillis()) / 1_000 : 0;
        int gap = follows ? 1 : 0;
        while (follows && gap <= GAP_SECONDS.length && gapSeconds >= GAP_SECONDS[gap - 1]) {
            gap++;
        }
        boolean same = follows
                && step.objectId() != 0
                && step.objectId() == steps.get(index - 1).objectId();
        return new Example(
                step.timeMillis(),
                step.type(),
                follows ? steps.get(index - 1).type() : 0,
                index - 1 > start ? steps.get(index - 2).type() : 0,
                gap,
                same ? 1 : 0,
                index - start,
                (int) (TimeUnit.MILLISECONDS.toHours(step.timeMillis()) % 24),
                label);
    }
}
