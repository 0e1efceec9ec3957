package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fetch reads the remote pages of one unit of the partition file, in one request: no object ends within a unit. */
class FetchUnitTest {
    private static final TransferSizes SIZES = new TransferSizes(4 << 10, 32 << 10, 0);
    private static final int UNIT_PAGES = SIZES.unitPages(TestPages.BYTES);
    private static final int UNITS = 60;

    @TempDir
    Path directory;

    private TestTier tier;
    private TieredPartition partition;

    @BeforeEach
    void offload() throws IOException {
        tier = new TestTier(directory, SIZES);
        partition = tier.open(0, TestTier.file());
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            TestPages.write(partition, page, page);
        }
        partition.force();
        partition.moves().offload();
        assertThat(partition.objectNames()).hasSizeGreaterThan(4);
    }

    @Test
    void fetch_onePageOfEachUnit_readsEachUnitInOneRequest() throws IOException {
        long before = tier.store.requests();
        for (int unit = 0; unit < UNITS; unit++) {
            int pages = partition.remotePages();
            int[] remote = remotePages(unit);

            partition.fetch(remote[remote.length / 2]);

            assertThat(remotePages(unit)).isEmpty();
            assertThat(pages - partition.remotePages()).isEqualTo(remote.length);
        }
        assertThat(tier.store.requests() - before).isEqualTo(UNITS);
    }

    @Test
    void fetch_unitsWithWrittenPages_readsTheOthers() throws IOException {
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            if (page / UNIT_PAGES % 4 == page % 4) {
                TestPages.write(partition, page, page + 1);
            }
        }
        fetch_onePageOfEachUnit_readsEachUnitInOneRequest();
    }

    @Test
    void offload_unitsWhoseFirstPagesAreRemote_uploadsTheOthers() throws IOException {
        int written = 0;
        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            if (page % UNIT_PAGES > 2) {
                TestPages.write(partition, page, 2 * page);
                written += page % 5 == 0 ? 0 : 1;
            }
        }
        partition.force();
        tier.storage.checkpointed();

        assertThat(partition.moves().offload()).isEqualTo(written);

        for (int page = 1; page < UNITS * UNIT_PAGES; page++) {
            assertThat(TestPages.value(partition, page)).isEqualTo(page % UNIT_PAGES > 2 ? 2 * page : page);
        }
    }

    private int[] remotePages(int unit) {
        return IntStream.range(unit * UNIT_PAGES, (unit + 1) * UNIT_PAGES)
                .filter(partition::isRemote)
                .toArray();
    }
}
