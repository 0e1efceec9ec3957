package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random sequences of fetches to memory and into the file, writes and moves: a read returns what was written last. */
class ReadThroughPropertyTest {
    private static final int PAGES = 128;

    @Property
    void read_anySequenceOfSteps_returnsTheLastWrite(
            @ForAll @Size(max = 80) List<@IntRange(max = 100_000) Integer> steps) throws IOException {
        TestTier tier = new TestTier(
                new MemoryDirectory(),
                new FaultyObjectStore(new MemoryObjectStore(), 1, 0),
                Runnable::run,
                TierListener.NONE);
        TieredPartition partition = tier.open(0, TestTier.file());
        int[] values = IntStream.range(0, PAGES).toArray();
        for (int page = 1; page < PAGES; page++) {
            TestPages.write(partition, page, page);
        }
        offload(tier, partition);
        for (int step : steps) {
            int page = 1 + step / 10 % (PAGES - 1);
            switch (step % 10) {
                case 0, 1 -> {
                    values[page] = step;
                    TestPages.write(partition, page, step);
                }
                case 2 -> partition.fetch(page);
                case 3, 4 -> partition.fetch(FetchTarget.MEMORY, page);
                case 5 -> partition.dropUnwritten(page);
                case 6 -> partition.beginReadThrough();
                case 7 -> offload(tier, partition);
                case 8 -> assertThat(ReadThroughTest.scan(partition, page)).isEqualTo(values[page]);
                default -> partition.moves().recall(() -> false);
            }
        }
        for (int page = 1; page < PAGES; page++) {
            assertThat(TestPages.value(partition, page)).isEqualTo(values[page]);
        }
    }

    private static void offload(TestTier tier, TieredPartition partition) throws IOException {
        partition.force();
        tier.storage.checkpointed();
        partition.moves().offload();
    }
}
