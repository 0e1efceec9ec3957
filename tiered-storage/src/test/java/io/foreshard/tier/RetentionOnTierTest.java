package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.retention.RetentionPolicy;
import io.foreshard.tier.testing.SimulatedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tier with a budget fetches as often as a replay of the same accesses through the policy alone, within 3 %: a fetch makes one unit local, and no page of another one, and
 * reads in random order earn no readahead. Both take the accesses in batches.
 */
class RetentionOnTierTest {
    private static final int PARTITIONS = 4;
    private static final int UNITS = 100;
    private static final int PAGE_BYTES = 4_096;
    private static final int UNIT_PAGES = TransferSizes.defaults().releasedPages(PAGE_BYTES);
    private static final int ACCESSES = 8_000;
    private static final int ACCESSES_PER_POLL = 16;
    private static final double LOW = .9;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8, 9})
    void fetches_adaptive_areThoseOfTheReplay(long seed) throws IOException {
        check(seed, RetentionPolicy::adaptive);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8, 9})
    void fetches_leastRecentlyUsed_areThoseOfTheReplay(long seed) throws IOException {
        check(seed, RetentionPolicy::leastRecentlyUsed);
    }

    private void check(long seed, Supplier<RetentionPolicy> policy) throws IOException {
        long[] accesses = accesses(seed);
        long replayed = replay(policy.get(), accesses);

        long fetched = tier(policy.get(), accesses);

        assertThat((double) fetched / replayed)
                .as("%d fetches of the tier, %d of the replay", fetched, replayed)
                .isBetween(.97, 1.03);
    }

    /** Returns units; some are accessed often, others for a time. Neighbours are not related, so there is no sequential reader. */
    private static long[] accesses(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> places =
                new ArrayList<>(LongStream.range(0, PARTITIONS * UNITS).boxed().toList());
        Collections.shuffle(places, new Random(seed));
        long[] units = new long[ACCESSES];
        for (int i = 0; i < ACCESSES; i++) {
            double popular = places.size() * Math.pow(random.nextDouble(), 3);
            double drift = i / 60.0 + 40 * random.nextDouble();
            units[i] = places.get((int) (random.nextInt(3) == 0 ? drift : popular) % places.size());
        }
        return units;
    }

    private long replay(RetentionPolicy policy, long[] accesses) {
        long unitBytes = (long) UNIT_PAGES * PAGE_BYTES;
        long budget = PARTITIONS * UNITS * unitBytes / 4;
        Set<Long> local = new HashSet<>();
        for (long unit = 0; unit < PARTITIONS * UNITS; unit++) {
            policy.added(unit, (int) unitBytes, RetentionPolicy.UNKNOWN_USERS, 0);
            local.add(unit);
        }
        policy.release((long) (LOW * budget), local::remove);
        long misses = 0;
        List<Long> fetched = new ArrayList<>();
        List<Long> recorded = new ArrayList<>();
        for (int i = 0; i < accesses.length; i++) {
            if (recorded.isEmpty() || recorded.get(recorded.size() - 1) != accesses[i]) {
                recorded.add(accesses[i]);
            }
            if (local.add(accesses[i])) {
                misses++;
                fetched.add(accesses[i]);
            }
            if (i % ACCESSES_PER_POLL == 0) {
                long time = i * 1_000L;
                recorded.forEach(unit -> policy.accessed(unit, RetentionPolicy.UNKNOWN_USER, time));
                fetched.forEach(unit -> policy.added(unit, (int) unitBytes, RetentionPolicy.UNKNOWN_USERS, time));
                recorded.clear();
                fetched.clear();
                if (policy.bytes() > budget) {
                    policy.release((long) (LOW * budget), local::remove);
                }
            }
        }
        return misses;
    }

    private static MemoryFile file() throws IOException {
        MemoryFile file = new MemoryFile();
        ByteBuffer header = ByteBuffer.allocate(PAGE_BYTES);
        header.put(SimulatedPages.header()).rewind();
        file.write(header, 0);
        file.force();
        return file;
    }

    private long tier(RetentionPolicy policy, long[] accesses) throws IOException {
        TestTier tier = new TestTier(directory, Runnable::run, new TierListener() {});
        List<TieredPartition> partitions = new ArrayList<>();
        for (int number = 0; number < PARTITIONS; number++) {
            TieredPartition partition = tier.open(number, file(), new PlainFormat(PAGE_BYTES));
            for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
                byte[] content = new byte[PAGE_BYTES];
                Arrays.fill(content, (byte) 1);
                partition.write(ByteBuffer.wrap(content), (long) page * PAGE_BYTES);
            }
            partition.force();
            partitions.add(partition);
        }
        Duration uploadAfter = Duration.ofMinutes(10);
        long offloadable = (long) PARTITIONS * UNITS * UNIT_PAGES * PAGE_BYTES;
        LocalBudget budget = new LocalBudget(
                tier.storage, tier.host, offloadable / 4, uploadAfter, policy, tier.clock, tier.storage.events());
        budget.poll();
        tier.clock.advance(uploadAfter);
        for (int round = 0; round < 3; round++) {
            budget.poll();
            tier.storage.checkpointBegins();
            tier.host.checkpoint();
            tier.storage.checkpointed();
        }
        budget.poll();
        long before = tier.storage.statistics().fetches();
        SplittableRandom random = new SplittableRandom(3);
        ByteBuffer buffer = ByteBuffer.allocate(PAGE_BYTES);
        for (int i = 0; i < accesses.length; i++) {
            TieredPartition partition = partitions.get((int) (accesses[i] / UNITS));
            int page = (int) (accesses[i] % UNITS) * UNIT_PAGES + random.nextInt(1, UNIT_PAGES);
            partition.accessed(page);
            while (!partition.readLocal(buffer.clear(), (long) page * PAGE_BYTES)) {
                partition.fetch(page);
            }
            if (i % ACCESSES_PER_POLL == 0) {
                tier.clock.advance(Duration.ofSeconds(ACCESSES_PER_POLL));
                budget.poll();
            }
        }
        return tier.storage.statistics().fetches() - before;
    }
}
