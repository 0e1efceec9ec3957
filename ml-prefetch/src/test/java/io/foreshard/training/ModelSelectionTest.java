package io.foreshard.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.predict.ActionSequence;
import io.foreshard.predict.NextTypeModel;
import io.foreshard.predict.RunSeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSelectionTest {
    private final long seed = RunSeed.get();
    private final List<ActionSequence> users = TestUsers.users(seed, 800, 1, TestUsers.BEGIN);
    private final Instant now = TestUsers.after(users);

    private ModelVersions published(ModelVersions versions, List<ActionSequence> log, Instant at) {
        ModelSelection.Outcome outcome = ModelSelection.train(log, versions, at);
        return versions.published(
                outcome.models().orElseThrow(), outcome.loss(), TrainingTrigger.newest(log), at, outcome.reason());
    }

    @Test
    void train_regularUsers_givesAllModels() {
        ModelSelection.Outcome outcome = ModelSelection.train(users, ModelVersions.NONE, now);

        ModelSet models = outcome.models().orElseThrow();
        NextTypeModel nextType = models.nextType().orElseThrow();
        assertThat(nextType.score().accuracy())
                .isGreaterThan(nextType.majority().accuracy() + .2);
        assertThat(models.candidates().isEmpty()).isFalse();
        assertThat(outcome.reason())
                .contains("Next type: better than the label shares")
                .contains("Objects: better than the share of use")
                .contains("Groups: "); // which group is next is hardly regular
    }

    @Test
    void train_sameActionsAgain_refusesAllChallengers() {
        ModelVersions versions = published(ModelVersions.NONE, users, now);

        ModelSelection.Outcome again = ModelSelection.train(users, versions, now);

        assertThat(again.models()).isEmpty();
        assertThat(again.reason())
                .contains("Next type: not better than version 1")
                .contains("Objects: not better than the published model");
    }

    @Test
    void train_otherBehavior_replacesOnlyTheBetterModel() {
        ModelVersions versions = published(ModelVersions.NONE, users, now);
        List<ActionSequence> changed = TestUsers.users(seed + 1, 800, 3, now);

        ModelSet models = ModelSelection.train(changed, versions, TestUsers.after(changed))
                .models()
                .orElseThrow();

        assertThat(models.version()).isEqualTo(2);
        assertThat(models.nextType().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void train_tooFewActions_refusesWithTheirNumber() {
        ModelSelection.Outcome outcome = ModelSelection.train(List.of(), ModelVersions.NONE, now);

        assertThat(outcome.models()).isEmpty();
        assertThat(outcome.reason()).contains("Only 0 actions");
    }

    @Test
    void train_afterRollback_publishesOnlyByLaterActions() {
        ModelVersions first = published(ModelVersions.NONE, users, now);
        List<ActionSequence> changed = TestUsers.users(seed + 1, 800, 3, now);
        Instant rollback = TestUsers.after(changed);
        ModelVersions rolledBack = published(first, changed, rollback).rolledBack(1, rollback);

        ModelSelection.Outcome same = ModelSelection.train(changed, rolledBack, rollback.plusSeconds(60));
        List<ActionSequence> more = new ArrayList<>(changed);
        more.addAll(TestUsers.users(seed + 2, 300, 3, rollback.plusSeconds(60)));
        ModelSelection.Outcome later = ModelSelection.train(more, rolledBack, TestUsers.after(more));

        assertThat(same.models()).isEmpty();
        assertThat(same.reason()).startsWith("Only 0 actions with a known next one since the rollback");
        assertThat(later.models().orElseThrow().version()).isEqualTo(3);
    }
}
