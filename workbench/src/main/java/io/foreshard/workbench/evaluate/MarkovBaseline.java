package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import io.foreshard.predict.Predictor;
import io.foreshard.predict.ShareBaseline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A baseline: tables with the counts of the labels by context. The contexts of an action are its type, the last two and the last three types of its
 * session, and these three with the pause before the action, whether it has the object of the action before, and its position. A prediction has the
 * shares of the longest context with enough examples, and those of all examples if there is none. Immutable and thread-safe.
 */
final class MarkovBaseline implements Predictor {
    /** Order of the table of the last three types. */
    static final int TYPES = 3;
    /** Order of the table of the last three types with pause, object and position. */
    static final int FACTS = 4;

    private static final int MIN_EXAMPLES = 5;
    private static final int MIN_EXAMPLES_FACTS = 10;
    private static final long[] PAUSE_SECONDS = {5, 30, 300, 3_600, 86_400};
    private static final int MAX_POSITION = 6;

    private final int order;
    private final int[] labels;
    private final double[] shares;
    private final Map<Long, double[]> counts = new HashMap<>();

    /**
     * Counts examples.
     *
     * @param examples examples of {@link #examples}, at least one
     * @param order the longest context, {@link #TYPES} or {@link #FACTS}
     */
    MarkovBaseline(List<Example> examples, int order) {
        this.order = order;
        ShareBaseline all = new ShareBaseline(examples);
        labels = all.labels();
        shares = all.probabilities(examples.get(0));
        for (Example example : examples) {
            for (int i = 0; i < order; i++) {
                double[] own = counts.computeIfAbsent(example.contexts()[i], unused -> new double[labels.length]);
                for (int label = 0; label < labels.length; label++) {
                    own[label] += labels[label] == example.label() ? 1 : 0;
                }
            }
        }
    }

    /**
     * Returns one example for each action of a finished session. At the beginning of a session a context has the types that there are, so the tables of
     * several orders are one there.
     *
     * @param session actions, oldest first
     */
    static List<Example> examples(List<UserAction> session) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < session.size(); i++) {
            long[] contexts = new long[FACTS];
            for (int length = 1; length <= TYPES; length++) {
                contexts[length - 1] = types(session, i, length);
            }
            contexts[FACTS - 1] = facts(session, i, contexts[TYPES - 1]);
            examples.add(new Example(
                    session.get(i).time().toEpochMilli(),
                    contexts,
                    i + 1 < session.size() ? session.get(i + 1).type() : ActionSequence.END));
        }
        return examples;
    }

    private static long types(List<UserAction> session, int last, int length) {
        long code = 0;
        for (int i = last; i >= 0 && i > last - length; i--) {
            code = join(code, session.get(i).type());
        }
        return code;
    }

    private static long facts(List<UserAction> session, int last, long types) {
        UserAction action = session.get(last);
        UserAction before = last == 0 ? null : session.get(last - 1);
        boolean same =
                before != null && action.objectId() != UserAction.NO_OBJECT && action.objectId() == before.objectId();
        long code = join(types, pause(before, action));
        return join(join(code, same ? 1 : 0), Math.min(last + 1, MAX_POSITION));
    }

    private static int pause(UserAction before, UserAction action) {
        if (before == null) {
            return -1;
        }
        long seconds = Duration.between(before.time(), action.time()).toSeconds();
        int bucket = 0;
        while (bucket < PAUSE_SECONDS.length && seconds >= PAUSE_SECONDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Returns a hash of a code and a fact: a step of a multiplicative generator with the constant of SplitMix64. */
    private static long join(long code, int fact) {
        long joined = (code + fact + 2) * 0x9E3779B97F4A7C15L;
        return joined ^ (joined >>> 32);
    }

    @Override
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public double[] probabilities(Example example) {
        for (int i = order - 1; i >= 0; i--) {
            double[] own = counts.get(example.contexts()[i]);
            double sum = 0;
            for (int label = 0; own != null && label < own.length; label++) {
                sum += own[label];
            }
            if (sum >= (i == FACTS - 1 ? MIN_EXAMPLES_FACTS : MIN_EXAMPLES)) {
                double[] probabilities = own.clone();
                for (int label = 0; label < own.length; label++) {
                    probabilities[label] /= sum;
                }
                return probabilities;
            }
        }
        return shares.clone();
    }
}
