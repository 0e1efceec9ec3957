package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.retention.RetentionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two partitions of 8 units each, and a budget of 12 units. */
class LocalBudgetTest {
    private static final int UNIT_PAGES = TransferSizes.defaults().releasedPages(TestPages.BYTES);
    private static final int UNITS = 8;
    private static final long UNIT_BYTES = (long) UNIT_PAGES * TestPages.BYTES;
    private static final long BUDGET = 12 * UNIT_BYTES;
    private static final Duration UPLOAD_AFTER = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final List<String> events = new ArrayList<>();
    private TestTier tier;
    private TieredPartition cold;
    private TieredPartition warm;
    private LocalBudget budget;

    private final TierListener listener = new TierListener() {
        @Override
        public void budgetExceeded(long localBytes, long budgetBytes, String why) {
            events.add("exceeded: " + why);
        }

        @Override
        public void budgetKept(long localBytes, long budgetBytes) {
            events.add("kept");
        }

        @Override
        public void budgetFailed(Exception cause) {
            events.add("failed: " + cause);
        }
    };

    @BeforeEach
    void open() throws IOException {
        tier = new TestTier(directory, Runnable::run, listener);
        cold = fill(0);
        warm = fill(1);
        budget = budget(BUDGET);
    }

    private LocalBudget budget(long bytes) {
        return new LocalBudget(
                tier.storage,
                tier.host,
                bytes,
                UPLOAD_AFTER,
                RetentionPolicy.leastRecentlyUsed(),
                tier.clock,
                tier.storage.events());
    }

    private TieredPartition fill(int number) throws IOException {
        TieredPartition partition = tier.open(number, TestTier.file());
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            TestPages.write(partition, page, value(number, page));
        }
        partition.force();
        return partition;
    }

    private static int value(int number, int page) {
        return number * 1_000_000 + page;
    }

    private void checkpoint() throws IOException {
        tier.storage.checkpointBegins();
        tier.host.checkpoint();
        tier.storage.checkpointed();
    }

    /** Polls, ends a checkpoint, and polls again: from then on uploaded pages can be released. */
    private void settle() throws IOException {
        budget.poll();
        checkpoint();
        budget.poll();
    }

    private void readAll(TieredPartition partition) throws IOException {
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            assertThat(TestPages.value(partition, page)).isEqualTo(value(partition.number(), page));
        }
    }

    private long localBytes() {
        return budget.localBytes().values().stream().mapToLong(Long::longValue).sum();
    }

    private LocalReason reason(int partition) {
        return budget.residences().stream()
                .filter(residence -> residence.partition() == partition)
                .findFirst()
                .orElseThrow()
                .reason();
    }

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
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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
    void learn_hotOnAnotherOwner_isReleasedLast() throws IOException {
        budget = budget(20 * UNIT_BYTES);
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        tier.clock.advance(Duration.ofSeconds(1));
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.learn(MemoryHost.GROUP.name(), 77, 100);
        budget.poll();

        fill(2);
        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
        assertThat(budget.residences().get(0).temperature()).isBetween(99.0, 100.0);
    }

    @Test
    void learn_canBeReleasedSinceThisPoll_isNotReleased() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        budget.learn(MemoryHost.GROUP.name(), 0, 100);

        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
    }

    @Test
    void learn_moreIsHotOnOtherOwnersThanTheBudgetTakes_hottestStay() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        budget.poll();
        checkpoint();
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.learn(MemoryHost.GROUP.name(), 1, 200);

        budget.poll();

        assertThat(warm.remotePages()).isZero();
        assertThat(localBytes()).isLessThanOrEqualTo(BUDGET);
        assertThat(cold.remotePages()).isPositive();
    }

    @Test
    void learn_noLongerHotOnAnotherOwner_countsAsAccessedThen() throws IOException {
        budget = budget(20 * UNIT_BYTES);
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        warm.accessed(1);
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.poll();
        tier.clock.advance(Duration.ofMinutes(1));
        budget.poll();

        tier.clock.advance(Duration.ofMinutes(1));
        fill(2);
        budget.poll();

        assertThat(cold.remotePages()).isZero();
        assertThat(warm.remotePages()).isPositive();
    }

    @Test
    void poll_withinTheBudget_uploadsAndReleasesNothing() throws IOException {
        budget = budget(4 * BUDGET);
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(tier.storage.statistics().uploads()).isPositive();
        assertThat(cold.remotePages() + warm.remotePages()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void poll_unlimited_uploadsNothing() throws IOException {
        budget = budget(LocalBudget.UNLIMITED);
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(tier.storage.statistics().uploads()).isZero();
        assertThat(budget.residences()).hasSize(2);
    }

    @Test
    void poll_takesNewRows_staysLocal() throws IOException {
        tier.host.takesNewRows(0);
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();

        assertThat(cold.hasObjects()).isFalse();
        assertThat(warm.hasObjects()).isTrue();
    }

    private PartitionResidence residence(int partition) {
        return budget.residences().stream()
                .filter(residence -> residence.partition() == partition)
                .findFirst()
                .orElseThrow();
    }

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

    @Test
    void poll_recalled_isUploadedAgain() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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

        cold.recall(() -> {
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
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
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
