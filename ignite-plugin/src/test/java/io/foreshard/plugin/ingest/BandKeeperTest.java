package io.foreshard.plugin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.cluster.StateCache;
import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.profile.BandCalibrator;
import io.foreshard.profile.EngagementBands;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes learn bands from different scores. */
class BandKeeperTest {
    /** Enough scores for any version: the minimum grows with the version. */
    private static final int USERS = 4_096;

    private static final int ROUNDS = 30;

    @TempDir
    static Path directory;

    private static TestNodes nodes;
    private static Ignite here;
    private static Ignite there;

    private static final Queue<String> unreadable = new ConcurrentLinkedQueue<>();

    private BandKeeper one;
    private BandKeeper other;

    @BeforeAll
    static void start() {
        nodes = new TestNodes(directory);
        here = nodes.server("server-0", null);
        there = nodes.server("server-1", null);
        here.cluster().state(ClusterState.ACTIVE);
        here.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
        StateListener.register(here, new StateListener() {
            @Override
            public void onUnreadable(UnreadableStateException cause) {
                unreadable.add(cause.getMessage());
            }
        });
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void forget() {
        here.cache(TableNames.DEFAULT.meta()).clear();
        unreadable.clear();
        one = new BandKeeper(here);
        other = new BandKeeper(there);
    }

    @Test
    void current_nothingPublished_isUnlearned() {
        assertThat(one.current()).isEqualTo(EngagementBands.unlearned()).isEqualTo(other.current());
    }

    @Test
    void learn_otherNodePublishedFirst_keepsThePublished() {
        learn(one, EngagementBands.unlearned(), 10);
        EngagementBands used = other.current();
        assertThat(used).isEqualTo(learned(EngagementBands.unlearned(), 10));

        learn(one, used, 100);
        learn(other, used, 1000);

        EngagementBands published = learned(used, 100);
        assertThat(published).isNotEqualTo(learned(used, 1000));
        assertThat(published.version()).isEqualTo(2);
        assertThat(one.current()).isEqualTo(published);
        assertThat(other.current()).isEqualTo(published);
    }

    @Test
    void learn_otherNodePublishedTheFirstVersion_keepsThePublished() {
        EngagementBands used = EngagementBands.unlearned();
        learn(other, used, 50);
        EngagementBands published = other.current();
        learn(one, used, 500);

        assertThat(published.version()).isEqualTo(1);
        assertThat(one.current()).isEqualTo(published).isEqualTo(other.current());
    }

    @Test
    void learn_twoNodesAtOnce_onePublishes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                EngagementBands used = one.current();
                double scale = Math.pow(3, round); // far from the quartiles of the round before
                EngagementBands ofOne = learned(used, scale);
                EngagementBands ofOther = learned(used, -scale);
                BandKeeper first = new BandKeeper(here);
                BandKeeper second = new BandKeeper(there);
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<?>> both = List.of(
                        threads.submit(() -> learn(start, first, used, scale)),
                        threads.submit(() -> learn(start, second, used, -scale)));
                for (Future<?> each : both) {
                    each.get();
                }

                assertThat(one.current().version()).isEqualTo(round);
                assertThat(one.current()).isIn(ofOne, ofOther);
                assertThat(other.current()).isEqualTo(one.current());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void current_unreadableContent_keepsTheLastBandsAndTellsTheListener() {
        learn(one, EngagementBands.unlearned(), 10);
        EngagementBands published = one.current();
        byte[] stored = here.<String, byte[]>cache(TableNames.DEFAULT.meta()).get(BandKeeper.KEY);

        here.<String, Object>cache(TableNames.DEFAULT.meta()).put(BandKeeper.KEY, published);
        assertThat(one.current()).isEqualTo(published);
        learn(one, published, 1000);
        assertThat(one.current()).isEqualTo(published);
        assertThat(unreadable).isNotEmpty().allSatisfy(sentence -> assertThat(sentence)
                .isEqualTo("The shared state 'engagement-bands' in the cache " + TableNames.DEFAULT.meta()
                        + " cannot be read: it"
                        + " is a io.foreshard.profile.EngagementBands, not bytes of Foreshard. Remove this entry; the"
                        + " bands are learned again from new scores."));

        here.<String, byte[]>cache(TableNames.DEFAULT.meta()).put(BandKeeper.KEY, stored);
        assertThat(other.current()).isEqualTo(published);
    }

    private static Void learn(CyclicBarrier start, BandKeeper keeper, EngagementBands used, double scale)
            throws Exception {
        keeper.learn(used, Map.of());
        start.await();
        keeper.learn(used, scores(scale));
        return null;
    }

    /** Shows the bands to a keeper, then lets it learn from enough scores. */
    private static void learn(BandKeeper keeper, EngagementBands used, double scale) {
        keeper.learn(used, Map.of());
        keeper.learn(used, scores(scale));
    }

    /** Returns the bands that a keeper learns from these scores alone. */
    private static EngagementBands learned(EngagementBands used, double scale) {
        BandCalibrator calibrator = new BandCalibrator();
        calibrator.recalibrate(used);
        scores(scale).forEach((user, ofUser) -> calibrator.add(ofUser[0], user));
        return calibrator.recalibrate(used).orElseThrow();
    }

    private static Map<UUID, double[]> scores(double scale) {
        Map<UUID, double[]> scores = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            scores.put(new UUID(0, user), new double[] {scale * user / USERS});
        }
        return scores;
    }
}
