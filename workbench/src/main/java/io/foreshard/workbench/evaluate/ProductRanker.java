package io.foreshard.workbench.evaluate;

import io.foreshard.candidate.Candidates;
import io.foreshard.ingest.UserAction;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The product's {@link Candidates}, with the sessions of the trace instead of a gap. Not thread-safe. */
final class ProductRanker implements NextItemRanker {
    private static final int MAX_INTERACTIONS = 1 << 20;
    private static final SessionGap NEVER = SessionGap.cases(Duration.ofDays(36_500));

    private final Level level;
    private final Candidates candidates = new Candidates(MAX_INTERACTIONS, () -> NEVER, 1);

    ProductRanker(Level level) {
        this.level = level;
    }

    @Override
    public void observe(UserAction action, boolean beginsSession) {
        if (beginsSession) {
            candidates.endOfSession(action.userId());
        }
        candidates.observe(action.userId(), WindowedAction.of(action), action.shown());
        if (candidates.isTrainingDue()) {
            candidates.train();
        }
    }

    @Override
    public List<Ranked> rank(UserAction last, int max) {
        List<Candidates.Candidate> ranked =
                level == Level.OBJECT ? candidates.objects(last.userId(), max) : candidates.groups(last.userId(), max);
        return ranked.stream()
                .map(candidate -> new Ranked(candidate.id(), candidate.probability()))
                .toList();
    }

    @Override
    public void endOfSession(UUID user) {
        candidates.endOfSession(user);
    }
}
