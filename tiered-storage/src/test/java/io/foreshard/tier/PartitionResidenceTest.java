package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The reasons that a budget gives for the local data of a partition. */
class PartitionResidenceTest extends TwoBudgetedPartitions {
    @Test
    void residences_bothClasses_haveAReasonEach() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(residence(0).bothReason()).isEqualTo(LocalReason.WITHIN_BUDGET);
        assertThat(residence(0).reason()).isEqualTo(LocalReason.WITHIN_BUDGET);
        TestPages.write(cold, 1, 5);
        cold.force();
        budget.poll();
        assertThat(residence(0).localOnlyReason()).isEqualTo(LocalReason.WRITTEN_RECENTLY);
        assertThat(residence(0).bothReason()).isEqualTo(LocalReason.WRITTEN_RECENTLY);
        tier.store.failing(1);
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        assertThat(residence(0).localOnlyReason()).isEqualTo(LocalReason.STORE_UNAVAILABLE);
        assertThat(residence(0).bothReason()).isEqualTo(LocalReason.WITHIN_BUDGET);
        assertThat(residence(0).reason()).isEqualTo(LocalReason.WITHIN_BUDGET);
        assertThat(budget.localBytes().get(LocalReason.STORE_UNAVAILABLE)).isPositive();
    }

    @Test
    void residences_tableThatIsNotPlacedByProfileId_isUploadedByCommandOnly() throws IOException {
        tier.host.ages(false);
        checkpoint();
        tier.storage.offload(MemoryHost.GROUP.name(), 0);
        TestPages.write(cold, 1, 5);
        cold.force();
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);

        budget.poll();

        assertThat(residence(0).localOnlyReason()).isEqualTo(LocalReason.BY_COMMAND);
        assertThat(residence(0).bothReason()).isNull();
        assertThat(reason(0)).isEqualTo(LocalReason.BY_COMMAND);
    }

    @Test
    void residences_offloaded_areReleased() throws IOException {
        checkpoint();
        tier.storage.offload(MemoryHost.GROUP.name());

        budget.poll();

        assertThat(events).isEmpty();
        assertThat(residence(1).remoteBytes()).isPositive();
        assertThat(residence(1).localOnlyReason()).isNull();
        assertThat(reason(1)).isEqualTo(LocalReason.RELEASED);
    }
}
