package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a budget of 12 units uploads and releases of two partitions of 8 units each. */
class LocalBudgetTest extends TwoBudgetedPartitions {
    @Test
    void poll_writtenRecently_keepsAllAndSaysWhy() throws IOException {
        settle();

        assertThat(cold.remotePages() + warm.remotePages()).isZero();
        assertThat(tier.storage.statistics().uploads()).isZero();
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).startsWith("exceeded: written recently: ");
        assertThat(reason(0)).isEqualTo(LocalReason.WRITTEN_RECENTLY);
    }

    @Test
    void poll_aboveTheBudget_releasesUnitsAccessedLongestAgo() throws IOException {
        long bytes = 20 * UNIT_BYTES;
        budget = budget(bytes);
        uploadAll();
        tier.clock.advance(Duration.ofSeconds(1));
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            warm.accessed(page);
        }
        budget.poll();
        assertThat(cold.remotePages() + warm.remotePages()).isZero();

        fill(2);
        budget.poll();

        assertThat(warm.remotePages()).isZero();
        assertThat(cold.remotePages()).isPositive();
        assertThat(localBytes()).isBetween((long) (bytes * .85), (long) (bytes * .9));
        assertThat(events).isEmpty();
        long fetches = tier.storage.statistics().fetches();
        readAll(warm);
        assertThat(tier.storage.statistics().fetches()).isEqualTo(fetches);
        readAll(cold);
    }

    @Test
    void poll_onlyHotUnitsCanBeReleased_waitsForColderOnes() throws IOException {
        budget = budget(20 * UNIT_BYTES);
        uploadAll();
        for (TieredPartition partition : List.of(cold, warm)) {
            for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
                partition.accessed(page);
            }
        }

        TieredPartition written = fill(2);
        fill(3);
        budget.poll();

        assertThat(cold.remotePages() + warm.remotePages()).isZero();
        assertThat(events).hasSize(1);
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        assertThat(localBytes()).isLessThanOrEqualTo(20 * UNIT_BYTES);
        assertThat(written.hasObjects()).isTrue();
    }

    @Test
    void poll_withinTheBudget_uploadsAndReleasesNothing() throws IOException {
        budget = budget(4 * BUDGET);
        uploadAll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(tier.storage.statistics().uploads()).isPositive();
        assertThat(cold.remotePages() + warm.remotePages()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void poll_unlimited_uploadsNothing() throws IOException {
        budget = budget(LocalBudget.UNLIMITED);
        uploadAll();

        assertThat(tier.storage.statistics().uploads()).isZero();
        assertThat(budget.residences()).hasSize(2);
    }

    @Test
    void poll_takesNewRows_staysLocal() throws IOException {
        tier.host.takesNewRows(0);
        uploadAll();
        settle();

        assertThat(cold.hasObjects()).isFalse();
        assertThat(reason(0)).isEqualTo(LocalReason.EPOCH_OPEN);
        assertThat(warm.remotePages()).isPositive();
    }

    @Test
    void poll_pinned_staysLocalUntilUnpinned() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        tier.host.pin(0);

        settle();
        settle();

        assertThat(cold.remotePages()).isZero();
        assertThat(reason(0)).isEqualTo(LocalReason.PINNED);
        assertThat(warm.remotePages()).isPositive();
        tier.host.pin(-1);
        fill(2);
        budget.poll();
        assertThat(cold.remotePages()).isPositive();
        readAll(cold);
    }

    @Test
    void poll_pinnedBeforeItsUpload_isNotUploaded() throws IOException {
        tier.host.pin(0);
        uploadAll();

        assertThat(cold.hasObjects()).isFalse();
        assertThat(warm.hasObjects()).isTrue();
    }

    @Test
    void poll_recalled_isUploadedAgain() throws IOException {
        uploadAll();
        tier.storage.recall(MemoryHost.GROUP.name(), 0);
        assertThat(cold.hasObjects()).isFalse();
        tier.clock.advance(UPLOAD_AFTER);

        settle();

        assertThat(cold.hasObjects()).isTrue();
        readAll(cold);
    }

    @Test
    void poll_whileAPartitionIsMoved_saysSoAndReleasesTheOthers() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        List<LocalReason> during = new ArrayList<>();
        long[] remote = new long[2];

        cold.moves().recall(() -> {
            if (during.isEmpty()) {
                budget.poll();
                during.add(reason(0));
                remote[0] = cold.remotePages();
                remote[1] = warm.remotePages();
            }
            return false;
        });

        assertThat(during).containsExactly(LocalReason.MOVED);
        assertThat(remote[0]).isZero();
        assertThat(remote[1]).isPositive();
        budget.poll();
        assertThat(reason(0)).isNotEqualTo(LocalReason.MOVED);
    }

    @Test
    void poll_unitFetchedJustNow_isReleasedLast() throws IOException {
        uploadAll();
        TieredPartition from = cold.remotePages() > 0 ? cold : warm;
        TieredPartition other = from == cold ? warm : cold;
        BitSet remote = from.copiedPages();
        remote.stream().filter(page -> !from.isRemote(page)).boxed().toList().forEach(remote::clear);
        int fetched = remote.nextSetBit(0);
        from.fetch(fetched);
        budget.poll();

        for (int unit = 0; unit < UNITS; unit++) {
            other.fetch(unit * UNIT_PAGES + 1);
            budget.poll();
            assertThat(from.isRemote(fetched)).isFalse();
        }
        assertThat(localBytes()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void poll_storeUnavailable_saysSoAndGoesOn() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        tier.store.failing(1);
        settle();

        assertThat(reason(0)).isEqualTo(LocalReason.STORE_UNAVAILABLE);
        assertThat(cold.remotePages() + warm.remotePages()).isZero();
        tier.store.failing(0);
        tier.clock.advance(Duration.ofSeconds(10));
        settle();
        budget.poll();
        assertThat(localBytes()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void poll_changedAfterTheUpload_isUploadedAgainWhenIdle() throws IOException {
        uploadAll();
        long before = tier.storage.statistics().uploadedBytes();
        TestPages.write(cold, 1, 5);
        settle();
        assertThat(tier.storage.statistics().uploadedBytes()).isEqualTo(before);

        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(tier.storage.statistics().uploadedBytes()).isGreaterThan(before);
        assertThat(TestPages.value(cold, 1)).isEqualTo(5);
        assertThat(Map.copyOf(budget.localBytes())).containsKey(LocalReason.HOT);
    }
}
