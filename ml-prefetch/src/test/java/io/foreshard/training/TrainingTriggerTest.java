package io.foreshard.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.RunSeed;
import io.foreshard.training.TrainingDecision.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingTriggerTest {
    private static final Duration INTERVAL = Duration.ofDays(2);

    private final long seed = RunSeed.get();
    private final TrainingTrigger trigger = new TrainingTrigger(INTERVAL);
    private final List<ActionSequence> users = TestUsers.users(seed, 800, 1, TestUsers.BEGIN);
    private final Instant trainedAt = TestUsers.after(users);
    private ModelVersions versions;
    private TrainingHistory history;

    @BeforeEach
    void publish() {
        ModelSelection.Outcome outcome = ModelSelection.train(users, ModelVersions.NONE, trainedAt);
        Instant newest = TrainingTrigger.newest(users);
        versions = ModelVersions.NONE.published(
                outcome.models().orElseThrow(), outcome.loss(), newest, trainedAt, outcome.reason());
        history = TrainingHistory.NONE.plus(new TrainingDecision(
                trainedAt, Kind.PUBLISHED, 1, outcome.reason(), TrainingTrigger.actions(users), newest));
    }

    /** Returns the decision after sessions of more users, whose types follow one another with a step. */
    private TrainingTrigger.Answer decide(int moreUsers, int step, Duration passed) {
        List<ActionSequence> all = new ArrayList<>(users);
        all.addAll(TestUsers.users(seed + 1, moreUsers, step, trainedAt));
        return trigger.decide(all, versions, history, trainedAt.plus(passed));
    }

    @Test
    void decide_noTrainingYet_trains() {
        assertThat(trigger.decide(users, ModelVersions.NONE, TrainingHistory.NONE, trainedAt))
                .isEqualTo(new TrainingTrigger.Answer(true, "First training."));
    }

    @Test
    void decide_noNewAction_doesNotTrainHoweverLongAgo() {
        assertThat(decide(0, 1, INTERVAL.multipliedBy(5)))
                .isEqualTo(new TrainingTrigger.Answer(false, "No action is new since the last training."));
    }

    @Test
    void decide_tenPercentNew_trainsForVolume() {
        assertThat(decide(100, 1, Duration.ofHours(12)))
                .isEqualTo(new TrainingTrigger.Answer(true, "Volume: 1,000 of 9,000 actions are new."));
    }

    @Test
    void decide_oldActionsLoadedLater_trainsForVolume() {
        List<ActionSequence> all = new ArrayList<>(users);
        all.addAll(TestUsers.users(seed + 1, 200, 1, TestUsers.BEGIN.minus(Duration.ofDays(9))));

        assertThat(trigger.decide(all, versions, history, trainedAt.plusSeconds(60))
                        .reason())
                .startsWith("Volume: 2,000 of 10,000");
    }

    @Test
    void decide_intervalPassedAndOneNewUser_trainsForTime() {
        assertThat(decide(1, 1, INTERVAL).reason()).isEqualTo("Time: the last training was at " + trainedAt + ".");
        assertThat(decide(1, 1, INTERVAL.minusMillis(1)).trains()).isFalse();
    }

    @Test
    void decide_fewNewActionsOfOtherBehavior_trainsForDrift() {
        TrainingTrigger.Answer answer = decide(60, 3, Duration.ofHours(12));

        assertThat(answer.trains()).isTrue();
        assertThat(answer.reason()).startsWith("Drift: the log loss of the next type is");
    }

    @Test
    void decide_fewNewActionsOfSameBehavior_doesNotTrain() {
        TrainingTrigger.Answer answer = decide(60, 1, Duration.ofHours(12));

        assertThat(answer.trains()).as(answer.reason()).isFalse();
        assertThat(answer.reason()).startsWith("Only 600 of 8,600 actions are new");
    }
}
