package io.foreshard.plugin.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.UserAction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.PredictionConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.training.ModelVersion;
import io.foreshard.training.TrainingDecision;
import io.foreshard.training.TrainingDecision.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loss of the server that trains. */
class TrainingFailoverTest {
    private static final int USERS = 60;
    private static final int TYPES = 4;
    private static final int ACTIONS_OF_A_SESSION = 8;

    @TempDir
    Path directory;

    private int recorded;

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(64)
                .setBackups(1)
                .setPrediction(new PredictionConfiguration().setTrainingInterval(Duration.ZERO));
    }

    @Test
    void trainNow_serverThatTrainedIsLost_anotherOneContinuesTheVersions() {
        try (TestNodes nodes = new TestNodes(directory)) {
            nodes.cluster(2, configuration());
            Ignite client = nodes.client("client", configuration());
            Foreshard plugin = client.plugin(Foreshard.NAME);
            Instant begin = Instant.now().minus(Duration.ofDays(2));
            record(plugin, 0, 1, begin);
            TrainingDecision first = plugin.clusterModels().trainNow();
            assertThat(first.kind()).as(first.reason()).isEqualTo(Kind.PUBLISHED);
            UUID trainer = trainers(client).get(0);

            Ignition.stop(Ignition.ignite(trainer).name(), true);

            assertThat(plugin.model().orElseThrow().version()).isEqualTo(1);
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            trainers(client).size() == 1 && !trainers(client).contains(trainer));
            record(plugin, 3 * USERS, 3, begin.plus(Duration.ofDays(1)));
            TrainingDecision second = plugin.clusterModels().trainNow();
            assertThat(second.kind()).as(second.reason()).isEqualTo(Kind.PUBLISHED);
            ModelHistory history = plugin.clusterModels().history();
            assertThat(history.versions()).extracting(ModelVersion::version).containsExactly(1L, 2L);
            assertThat(history.decisions()).containsExactly(first, second);
        }
    }

    /** Records sessions of new users, whose types follow one another with a step. */
    private void record(Foreshard plugin, int firstUser, int step, Instant begin) {
        for (int user = firstUser; user < firstUser + (step == 1 ? 1 : 3) * USERS; user++) {
            List<UserAction> session = new ArrayList<>();
            for (int i = 0; i < ACTIONS_OF_A_SESSION; i++) {
                session.add(UserAction.of(new UUID(3, user), 1 + step * i % TYPES)
                        .transactionId(new UUID(5, recorded++))
                        .at(begin.plusSeconds(60L * (user - firstUser) + 20L * i))
                        .payload(new byte[8])
                        .build());
            }
            plugin.ingestion().record(session);
        }
    }

    /** Returns the nodes that train, as the cluster sees them. */
    private static List<UUID> trainers(Ignite node) {
        return node.services().serviceDescriptors().stream()
                .filter(service -> service.name().equals(TrainingService.NAME))
                .flatMap(service -> service.topologySnapshot().entrySet().stream())
                .filter(instances -> instances.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
