package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import java.io.Serializable;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JoinCheckTest {
    private final JoinCheck check = new JoinCheck(new ForeshardConfiguration());

    @Test
    void theSameMapMayJoin() {
        assertThat(check.refusal(check.data())).isNull();
        assertThat(new JoinCheck(null).refusal(null)).isNull();
    }

    @Test
    void anotherLayoutNeedsTheSameVersion() {
        TreeMap<String, String> other = new TreeMap<>(new JoinCheck(new ForeshardConfiguration()).map());
        other.put("layout", "epoch 62..60, interest 59..0");

        assertThat(check.refusal(other))
                .contains("layout epoch 62..60")
                .contains("run the same version of Foreshard on all nodes");
    }

    @Test
    void everyDifferenceIsNamed() {
        Serializable other = new JoinCheck(
                        new ForeshardConfiguration().setPartitions(64).setEpochDuration(java.time.Duration.ofDays(1)))
                .data();

        assertThat(check.refusal(other))
                .contains("set ForeshardConfiguration.partitions to 1024")
                .contains("set ForeshardConfiguration.epochDuration to PT720H");
    }

    @Test
    void aClusterWithoutThePluginRefusesANodeThatUsesIt() {
        assertThat(new JoinCheck(null).refusal(check.data())).contains("remove it from the joining node");
    }
}
