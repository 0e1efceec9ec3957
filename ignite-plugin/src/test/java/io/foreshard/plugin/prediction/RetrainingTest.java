package io.foreshard.plugin.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.UserAction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.profile.UserWindow;
import io.foreshard.training.ModelVersions;
import io.foreshard.training.TrainingDecision.Kind;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.internal.IgniteEx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many trainings on one server: none of them leaves a cache, a thread or memory. The Maven profile {@code retrainings} runs 1,000. */
class RetrainingTest {
    private static final int TRAININGS = Integer.getInteger("foreshard.retrainings", 30);
    /** The actions change with each second training, so that it publishes other models. */
    private static final int TRAININGS_OF_A_GROUP = 2;
    /** Trainings before the first measurement: until then all kept versions are there, and Ignite's pools. */
    private static final int WARM_UP = 20;

    private static final int USERS = 60;
    private static final int ACTIONS_OF_A_SESSION = 10;
    private static final int TYPES = 4;
    private static final long MAX_GROWTH_BYTES = 4L << 20;
    /** Threads of Ignite's pools, which start and end with the load. */
    private static final int MAX_MORE_THREADS = 10;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite server;
    private Foreshard plugin;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        server = nodes.cluster(
                1,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(0)
                        .setPrediction(new PredictionConfiguration().setTrainingInterval(Duration.ZERO)));
        plugin = server.plugin(Foreshard.NAME);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** What trainings must leave as it was. */
    private record Resources(Set<String> caches, int threads, long heapBytes, long directBytes, long regionBytes) {}

    private Resources resources() {
        System.gc();
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Resources(
                // With the caches that Ignite hides from cacheNames().
                new TreeSet<>(
                        ((IgniteEx) server).context().cache().cacheDescriptors().keySet()),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                direct,
                ((IgniteEx) server)
                        .context().cache().context().database().dataRegions().stream()
                                .mapToLong(region -> region.pageMemory().loadedPages()
                                        * region.pageMemory().pageSize())
                                .sum());
    }

    /** Records sessions of new users, whose types follow one another with a step, and returns their windows. */
    private Map<UUID, UserWindow> windows(int group, int step) {
        Random random = new Random(group);
        Instant begin = Instant.now().minus(Duration.ofDays(2));
        Set<UUID> users = new HashSet<>();
        for (int user = 0; user < USERS; user++) {
            UUID id = new UUID(group, user);
            users.add(id);
            List<UserAction> session = new ArrayList<>();
            int type = random.nextInt(TYPES);
            for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
                session.add(UserAction.of(id, 1 + type)
                        .transactionId(new UUID(random.nextLong(), random.nextLong()))
                        .at(begin.plusSeconds(60L * user + 20L * i))
                        .payload(new byte[8])
                        .build());
                type = random.nextInt(10) > 0 ? (type + step) % TYPES : random.nextInt(TYPES);
            }
            plugin.ingestion().record(session);
        }
        IgniteCache<UUID, UserWindow> cache = server.cache(TableNames.DEFAULT.windows());
        Map<UUID, UserWindow> windows = new TreeMap<>(cache.getAll(users));
        cache.removeAll(users);
        return windows;
    }

    @Test
    void trainNow_many_leaveNoCacheThreadOrMemory() {
        List<Map<UUID, UserWindow>> groups = List.of(windows(1, 1), windows(2, 3));
        IgniteCache<UUID, UserWindow> cache = server.cache(TableNames.DEFAULT.windows());
        ClusterModels models = plugin.clusterModels();
        int published = 0;
        Resources before = null;
        for (int training = 0; training < WARM_UP + TRAININGS; training++) {
            if (training == WARM_UP) {
                before = resources();
                published = 0;
            }
            if (training % TRAININGS_OF_A_GROUP == 0) {
                int group = training / TRAININGS_OF_A_GROUP % 2;
                cache.removeAll(groups.get(1 - group).keySet());
                cache.putAll(groups.get(group));
            }
            published += models.trainNow().kind() == Kind.PUBLISHED ? 1 : 0;
        }
        Resources after = resources();

        String figures = TRAININGS + " trainings, " + published + " published: before " + before + ", after " + after;
        System.out.println(figures);
        assertThat(published).as(figures).isGreaterThanOrEqualTo(TRAININGS / TRAININGS_OF_A_GROUP);
        assertThat(models.history().versions()).hasSize(ModelVersions.KEPT);
        assertThat(after.caches()).as(figures).isEqualTo(before.caches()).contains(TableNames.DEFAULT.meta());
        assertThat(after.threads() - before.threads()).as(figures).isLessThanOrEqualTo(MAX_MORE_THREADS);
        assertThat(after.heapBytes() - before.heapBytes()).as(figures).isLessThan(MAX_GROWTH_BYTES);
        assertThat(after.directBytes() - before.directBytes()).as(figures).isLessThan(MAX_GROWTH_BYTES);
        assertThat(after.regionBytes() - before.regionBytes()).as(figures).isLessThan(MAX_GROWTH_BYTES);
    }
}
