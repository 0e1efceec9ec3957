package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.retention.RetentionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two partitions of 8 units each, and a budget of 12 units; for tests that extend this class. */
abstract class TwoBudgetedPartitions {
    static final int UNIT_PAGES = TransferSizes.defaults().releasedPages(TestPages.BYTES);
    static final int UNITS = 8;
    static final long UNIT_BYTES = (long) UNIT_PAGES * TestPages.BYTES;
    static final long BUDGET = 12 * UNIT_BYTES;
    static final Duration UPLOAD_AFTER = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    final List<String> events = new ArrayList<>();
    TestTier tier;
    TieredPartition cold;
    TieredPartition warm;
    LocalBudget budget;

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
    final void open() throws IOException {
        tier = new TestTier(directory, Runnable::run, listener);
        cold = fill(0);
        warm = fill(1);
        budget = budget(BUDGET);
    }

    LocalBudget budget(long bytes) {
        return new LocalBudget(
                tier.storage,
                tier.host,
                bytes,
                UPLOAD_AFTER,
                RetentionPolicy.leastRecentlyUsed(),
                tier.clock,
                tier.storage.events());
    }

    TieredPartition fill(int number) throws IOException {
        TieredPartition partition = tier.open(number, TestTier.file());
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            TestPages.write(partition, page, value(number, page));
        }
        partition.force();
        return partition;
    }

    static int value(int number, int page) {
        return number * 1_000_000 + page;
    }

    void checkpoint() throws IOException {
        tier.storage.checkpointBegins();
        tier.host.checkpoint();
        tier.storage.checkpointed();
    }

    /** Polls, ends a checkpoint, and polls again: from then on uploaded pages can be released. */
    void settle() throws IOException {
        budget.poll();
        checkpoint();
        budget.poll();
    }

    /** Lets the pages become old enough to be uploaded, and settles. */
    void uploadAll() throws IOException {
        budget.poll();
        tier.clock.advance(UPLOAD_AFTER);
        settle();
    }

    void readAll(TieredPartition partition) throws IOException {
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            assertThat(TestPages.value(partition, page)).isEqualTo(value(partition.number(), page));
        }
    }

    long localBytes() {
        return budget.localBytes().values().stream().mapToLong(Long::longValue).sum();
    }

    PartitionResidence residence(int partition) {
        return budget.residences().stream()
                .filter(residence -> residence.partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    LocalReason reason(int partition) {
        return residence(partition).reason();
    }
}
