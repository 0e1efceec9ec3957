package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.MetricsConfiguration;
import io.foreshard.plugin.TierConfiguration;
import java.io.Serializable;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JoinCheckTest {
    private final JoinCheck check = new JoinCheck(new ForeshardConfiguration());

    private static Serializable data(ForeshardConfiguration configuration) {
        return new JoinCheck(configuration).data();
    }

    private static ForeshardConfiguration store(String uri) {
        return new ForeshardConfiguration().setTier(new TierConfiguration().setStoreUri(uri));
    }

    @Test
    void refusal_sameSettings_isNull() {
        assertThat(check.refusal(check.data(), false)).isNull();
        assertThat(new JoinCheck(null).refusal(null, false)).isNull();
    }

    @Test
    void refusal_settingsOfOneNode_isNull() {
        assertThat(check.refusal(
                        data(new ForeshardConfiguration()
                                .setMetrics(new MetricsConfiguration()
                                        .setHost("elsewhere")
                                        .setPort(9100))),
                        false))
                .isNull();
    }

    @Test
    void refusal_otherLayout_asksForTheSameVersion() {
        TreeMap<String, String> other = new TreeMap<>(check.map());
        other.put("layout", "epoch 62..60, interest 59..0");

        assertThat(check.refusal(other, true))
                .contains("layout epoch 62..60")
                .contains("run the same version of Foreshard on all nodes");
    }

    @Test
    void refusal_otherOwners_asksForTheSameVersion() {
        TreeMap<String, String> other = new TreeMap<>(check.data());
        assertThat(check.refusal(other, false)).isNull();
        other.put("owners of an example", "1a2b3c4d");

        for (boolean client : new boolean[] {false, true}) {
            assertThat(check.refusal(other, client))
                    .contains("has owners of an example 1a2b3c4d, but this cluster")
                    .contains("run the same version of Foreshard on all nodes");
        }
    }

    @Test
    void refusal_server_namesEveryDifference() {
        assertThat(check.refusal(
                        data(new ForeshardConfiguration()
                                .setPartitions(64)
                                .setEpochDuration(Duration.ofDays(1))
                                .setBackups(2)
                                .setAtomicityMode("atomic")
                                .setRecordBytes(500)),
                        false))
                .contains("set ForeshardConfiguration.partitions to 1024 on the joining node.")
                .contains("set ForeshardConfiguration.epochDuration to P30D on the joining node.")
                .contains("set ForeshardConfiguration.backups to 1 on the joining node.")
                .contains("set ForeshardConfiguration.atomicityMode to transactional on the joining node.")
                .contains("set ForeshardConfiguration.recordBytes to 2800 on the joining node.");
    }

    @Test
    void refusal_client_comparesThePartitionsOnly() {
        assertThat(check.refusal(data(store("dir:/objects").setBackups(0).setEpochDuration("P1D")), true))
                .isNull();
        assertThat(check.refusal(data(new ForeshardConfiguration().setPartitions(64)), true))
                .contains("set ForeshardConfiguration.partitions to 1024");
    }

    @Test
    void refusal_otherStore_namesItWithoutSecrets() {
        JoinCheck tiered = new JoinCheck(store("s3://key:secret@bucket/prefix?token=secret"));

        assertThat(tiered.refusal(data(store("s3://bucket/prefix")), false)).isNull();
        assertThat(tiered.refusal(data(new ForeshardConfiguration()), false))
                .isEqualTo(
                        "The joining node has tier.storeUri none, but this cluster has tier.storeUri s3://bucket/prefix: "
                                + "set ForeshardConfiguration.tier.storeUri to s3://bucket/prefix on the joining node.");
        assertThat(check.refusal(data(store("dir:/objects")), false))
                .contains("remove ForeshardConfiguration.tier.storeUri from the joining node.");
    }

    @Test
    void refusal_clusterWithoutThePlugin_namesBothCures() {
        assertThat(new JoinCheck(null).refusal(check.data(), false)).contains("remove it from the joining node");
    }
}
