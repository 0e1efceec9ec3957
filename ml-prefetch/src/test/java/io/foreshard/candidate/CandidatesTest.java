package io.foreshard.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.candidate.Candidates.Candidate;
import io.foreshard.ingest.UserAction;
import io.foreshard.predict.SessionGap;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final long SEED = 7;
    private static final int VIEW = 1;

    private final Candidates candidates = new Candidates(1 << 14, () -> SessionGap.DEFAULT, SEED);
    private long seconds = 1_000_000;

    @Test
    void objects_afterSessionsInTurn_ranksSuccessorFirst() {
        for (int user = 0; user < 50; user++) {
            session(new UUID(0, user), 1, 2, 3, 4, 5);
        }
        UUID user = new UUID(1, 0);
        view(user, 2);
        view(user, 3);

        assertThat(candidates.objects(user, 3)).extracting(Candidate::id).startsWith(4L);
        assertThat(candidates.groups(user, 3)).extracting(Candidate::id).startsWith(14L);
    }

    @Test
    void objects_oneEarlierSession_hasItsObjectsAtOnce() {
        session(new UUID(0, 1), 7, 8);
        UUID user = new UUID(0, 2);
        view(user, 7);

        assertThat(candidates.objects(user, 5)).extracting(Candidate::id).contains(7L, 8L);
    }

    @Test
    void objects_shownList_containsObjectsNobodyHasUsed() {
        UUID user = new UUID(0, 1);
        candidates.observe(user, WindowedAction.of(VIEW, Instant.ofEpochSecond(seconds), 7, 17), 100, 101);

        assertThat(candidates.objects(user, 5))
                .filteredOn(candidate -> candidate.id() >= 100)
                .extracting(Candidate::id, Candidate::interest)
                .containsExactlyInAnyOrder(tuple(100L, 17L), tuple(101L, 17L));
    }

    @Test
    void objects_userWithoutInteraction_none() {
        UUID user = new UUID(0, 1);
        candidates.observe(
                user,
                WindowedAction.of(VIEW, Instant.ofEpochSecond(seconds), UserAction.NO_OBJECT, UserAction.NO_INTEREST));

        assertThat(candidates.objects(user, 5)).isEmpty();
        assertThat(candidates.groups(new UUID(0, 2), 5)).isEmpty();
    }

    @Test
    void train_afterManySessions_probabilitiesAreThoseObserved() {
        // After object 1 the session has 2 with .6, 3 with .3 and an object of its own with .1.
        Random random = new Random(SEED);
        for (int user = 0; user < 4_000; user++) {
            double draw = random.nextDouble();
            play(new UUID(0, user), 1, draw < .6 ? 2 : draw < .9 ? 3 : 1_000 + user);
        }
        UUID user = new UUID(1, 0);
        view(user, 1);

        List<Candidate> ranked = candidates.objects(user, 2);

        assertThat(ranked).extracting(Candidate::id).containsExactly(2L, 3L);
        assertThat(ranked.get(0).probability()).isCloseTo(.6, within(.08));
        assertThat(ranked.get(1).probability()).isCloseTo(.3, within(.08));
    }

    @Test
    void isTrainingDue_oneSessionNeverEnds_othersAreExamples() {
        UUID robot = new UUID(0, 1);
        for (int i = 0; i < 20_000; i++) {
            view(robot, i % 40 + 1);
            candidates.objects(robot, 20);
        }
        for (int user = 0; user < 500; user++) {
            for (long object = 1; object <= 3; object++) {
                view(new UUID(1, user), object);
                candidates.objects(new UUID(1, user), 20);
            }
            candidates.endOfSession(new UUID(1, user));
        }

        assertThat(candidates.isTrainingDue()).isTrue();
    }

    @Test
    void objects_atRandom_neverFailsAndStaysInMemory() {
        Random random = new Random(SEED);
        Set<Long> used = new HashSet<>();
        for (int i = 0; i < 60_000; i++) {
            UUID user = new UUID(0, random.nextInt(3_000));
            long object = 1 + (long) (20_000 * Math.pow(random.nextDouble(), 3));
            used.add(object);
            seconds += random.nextInt(20);
            view(user, object);
            if (i % 7 == 0) {
                assertThat(candidates.objects(user, 20)).allSatisfy(candidate -> {
                    assertThat(candidate.probability()).isBetween(0.0, 1.0);
                    assertThat(used).contains(candidate.id());
                });
            }
            train();
        }

        assertThat(candidates.bytesPerInteraction()).isLessThan(60);
    }

    private void session(UUID user, long... objects) {
        for (long object : objects) {
            view(user, object);
        }
        candidates.endOfSession(user);
    }

    private void play(UUID user, long... objects) {
        for (long object : objects) {
            view(user, object);
            candidates.objects(user, 20);
        }
        candidates.endOfSession(user);
        train();
    }

    private void train() {
        if (candidates.isTrainingDue()) {
            candidates.train();
        }
    }

    private void view(UUID user, long object) {
        seconds++;
        candidates.observe(user, WindowedAction.of(VIEW, Instant.ofEpochSecond(seconds), object, object + 10));
    }
}
