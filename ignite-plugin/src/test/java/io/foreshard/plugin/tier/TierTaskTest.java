package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TierTaskTest {
    @Test
    void toString_scope_namesVerbGroupsAndPartitions() {
        assertThat(TierTask.offload("orders", "users").dryRun()).hasToString("offload orders,users (dry run)");
        assertThat(TierTask.recall("orders").partitions(1, 2)).hasToString("recall orders partitions [1, 2]");
        assertThat(TierTask.pin("orders").shards("01*")).hasToString("pin orders shards [01*]");
        assertThat(TierTask.collectGarbage()).hasToString("gc");
    }

    @Test
    void create_wrongScope_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(TierTask::offload).withMessageContaining("needs the name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TierTask.verify().partitions(1))
                .withMessageContaining("name it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TierTask.recall("orders").partitions(-1))
                .withMessageContaining("not negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TierTask.verify("orders").dryRun())
                .withMessageContaining("has no dry run");
    }

    @Test
    void limits_allKinds_keepTheId() {
        TierTask task = TierTask.offload("orders");

        assertThat(task.partitions(1).nodes("a").dryRun().id()).isEqualTo(task.id());
    }
}
