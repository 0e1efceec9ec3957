package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.Example;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.NextTypeTrainer;
import io.foreshard.predict.Predictor;
import io.foreshard.predict.Score;
import io.foreshard.predict.SessionGap;
import io.foreshard.predict.ShareBaseline;
import io.foreshard.profile.WindowedAction;
import io.foreshard.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The quality of the model of the next type on one trace, beside its baselines. Field names are stable: tools read the JSON form.
 *
 * @param splitSeconds seconds since 1970 at which the test begins
 * @param trainingExamples examples of the sessions that began before the split
 * @param testExamples examples of the other sessions: one for each action, the end of its session included
 * @param caseLike whether all actions of a user were learned to be one case
 * @param gapSeconds the learned gap, or the pause after which a case is over
 * @param pausesCutAlike share of the pauses of users that the learned gap cuts as the trace's sessions do
 * @param trainingMillis time of the training
 * @param predictionMicros mean time of a prediction
 * @param rows one for each predictor
 */
record NextTypeEvaluation(
        double splitSeconds,
        int trainingExamples,
        int testExamples,
        boolean caseLike,
        long gapSeconds,
        double pausesCutAlike,
        double trainingMillis,
        double predictionMicros,
        List<Row> rows) {
    /** Split that leaves 80 % of the actions to training, but for the sessions that it cuts. */
    static final double DEFAULT_SPLIT = .8;

    private static final int BUCKETS = 10;
    private static final int MIN_BUCKET = 500;

    /**
     * The result of a predictor.
     *
     * @param predictor name of the predictor
     * @param accuracy share of the examples whose label was the most probable one
     * @param macroF1 F1 averaged over the labels
     * @param logLoss mean negative natural logarithm of the probability of the label
     * @param calibrationError largest difference between predicted and observed share in a tenth of the probabilities with at least 500 predictions
     */
    record Row(String predictor, double accuracy, double macroF1, double logLoss, double calibrationError) {}

    /** The actions of one user and those that begin a session. */
    private static final class History {
        private final List<List<UserAction>> sessions = new ArrayList<>();

        boolean isAfterAll(List<UserAction> session) {
            List<UserAction> last = sessions.isEmpty() ? List.of() : sessions.get(sessions.size() - 1);
            return last.isEmpty()
                    || !session.get(0).time().isBefore(last.get(last.size() - 1).time());
        }
    }

    /**
     * Trains on the sessions of a trace that began before a split, and predicts the others.
     *
     * @param split a number below 1: share of the actions before the test; else seconds since 1970 at which the test begins
     * @throws IllegalArgumentException if there is no training session or no test session
     */
    static NextTypeEvaluation of(Trace trace, double split) {
        List<UserAction> actions = trace.actions();
        Instant time = split < 1
                ? actions.get((int) (split * actions.size())).time()
                : Instant.ofEpochMilli((long) (split * TimeUnit.SECONDS.toMillis(1)));
        long before = trace.sessions().stream()
                .filter(session -> session.get(0).time().isBefore(time))
                .count();
        if (before == 0 || before == trace.sessions().size()) {
            throw new IllegalArgumentException("The split " + split + " leaves " + before + " of "
                    + trace.sessions().size() + " sessions to training; both training and test need some.");
        }
        return of(trace.sessions(), time);
    }

    /**
     * Trains on the sessions that began before a time, and predicts the others.
     *
     * @param sessions actions of one session each, oldest first, none empty; at least one before the split and one after it
     */
    static NextTypeEvaluation of(List<List<UserAction>> sessions, Instant split) {
        List<Example> training = new ArrayList<>();
        List<Example> test = new ArrayList<>();
        List<Example> counted = new ArrayList<>();
        List<Example> testCounted = new ArrayList<>();
        for (History history : histories(sessions)) {
            List<Example> examples = ActionSequence.examples(
                    history.sessions.stream().map(NextTypeEvaluation::windowed).toList());
            int from = 0;
            for (List<UserAction> session : history.sessions) {
                List<Example> own = examples.subList(from, from + session.size());
                boolean known = session.get(0).time().isBefore(split);
                (known ? training : test).addAll(own);
                (known ? counted : testCounted).addAll(MarkovBaseline.examples(session));
                from += session.size();
            }
        }
        training.sort(Comparator.comparingLong(Example::timeMillis));
        SessionGap gap = SessionGap.learn(users(sessions));
        long begin = System.nanoTime();
        NextTypeModel model = NextTypeTrainer.train(training, gap, 1, split.toEpochMilli());
        long trainingNanos = System.nanoTime() - begin;
        begin = System.nanoTime();
        test.forEach(model::probabilities);
        long predictionNanos = System.nanoTime() - begin;
        return new NextTypeEvaluation(
                (double) split.toEpochMilli() / TimeUnit.SECONDS.toMillis(1),
                training.size(),
                test.size(),
                gap.isCaseLike(),
                gap.end().toSeconds(),
                cutAlike(sessions, gap),
                (double) trainingNanos / TimeUnit.MILLISECONDS.toNanos(1),
                (double) predictionNanos / TimeUnit.MICROSECONDS.toNanos(1) / test.size(),
                List.of(
                        row("majority", new ShareBaseline(training), test),
                        row("Markov-3", new MarkovBaseline(counted, MarkovBaseline.TYPES), testCounted),
                        row(
                                "Markov-3 with pause, object and position",
                                new MarkovBaseline(counted, MarkovBaseline.FACTS),
                                testCounted),
                        row("model", model, test)));
    }

    /** Returns the sessions by user; a session that overlaps an earlier one of its user begins a history of its own. */
    private static List<History> histories(List<List<UserAction>> sessions) {
        Map<UUID, History> open = new LinkedHashMap<>();
        List<History> histories = new ArrayList<>();
        for (List<UserAction> session : byStart(sessions)) {
            History history = open.get(session.get(0).userId());
            if (history == null || !history.isAfterAll(session)) {
                history = new History();
                histories.add(history);
                open.put(session.get(0).userId(), history);
            }
            history.sessions.add(session);
        }
        return histories;
    }

    private static List<List<UserAction>> byStart(List<List<UserAction>> sessions) {
        return sessions.stream()
                .sorted(Comparator.comparing(session -> session.get(0).time()))
                .toList();
    }

    private static List<WindowedAction> windowed(List<UserAction> session) {
        return session.stream().map(WindowedAction::of).toList();
    }

    /** Returns the actions of each user, ordered by time. */
    private static List<ActionSequence> users(List<List<UserAction>> sessions) {
        Map<UUID, List<WindowedAction>> users = new LinkedHashMap<>();
        for (List<UserAction> session : sessions) {
            users.computeIfAbsent(session.get(0).userId(), user -> new ArrayList<>())
                    .addAll(windowed(session));
        }
        return users.values().stream()
                .map(actions -> new ActionSequence(actions.stream()
                        .sorted(Comparator.comparing(WindowedAction::time))
                        .toList()))
                .toList();
    }

    private static double cutAlike(List<List<UserAction>> sessions, SessionGap gap) {
        Map<UUID, Instant> ends = new LinkedHashMap<>();
        int pauses = 0;
        int alike = 0;
        for (List<UserAction> session : byStart(sessions)) {
            Instant before = ends.get(session.get(0).userId());
            boolean begins = true;
            for (UserAction action : session) {
                if (before != null) {
                    pauses++;
                    alike += gap.separates(before, action.time()) == begins ? 1 : 0;
                }
                begins = false;
                before = action.time();
            }
            ends.put(session.get(0).userId(), before);
        }
        return pauses == 0 ? 1 : (double) alike / pauses;
    }

    private static Row row(String name, Predictor predictor, List<Example> test) {
        Score score = Score.of(predictor, test);
        return new Row(name, score.accuracy(), score.macroF1(), score.logLoss(), calibrationError(predictor, test));
    }

    private static double calibrationError(Predictor predictor, List<Example> test) {
        int[] predictions = new int[BUCKETS];
        double[] surplus = new double[BUCKETS];
        int[] labels = predictor.labels();
        for (Example example : test) {
            double[] probabilities = predictor.probabilities(example);
            for (int label = 0; label < labels.length; label++) {
                int bucket = Math.min(BUCKETS - 1, (int) (BUCKETS * probabilities[label]));
                predictions[bucket]++;
                surplus[bucket] += probabilities[label] - (labels[label] == example.label() ? 1 : 0);
            }
        }
        double error = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (predictions[bucket] >= MIN_BUCKET) {
                error = Math.max(error, Math.abs(surplus[bucket]) / predictions[bucket]);
            }
        }
        return error;
    }
}
