package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.tier.testing.SimulatedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One partition with two remote pages: failures of disk and store, and the requests it sends. */
class TieredPartitionTest extends TwoRemotePages {
    private static final BitSet BOTH = pages(1, 2);

    private static BitSet pages(int... numbers) {
        BitSet pages = new BitSet();
        IntStream.of(numbers).forEach(pages::set);
        return pages;
    }

    @Test
    void fetch_neighboursInTheSameUnit_sendsOneRequest() throws IOException {
        restart(file);
        long before = tier.store.requests();

        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);

        assertThat(tier.store.requests() - before).isEqualTo(1);
        assertThat(tier.storage.statistics().fetchedBytes()).isEqualTo(2 * TestPages.BYTES);
    }

    @Test
    void fetch_storeFails_leavesThePageRemote() throws IOException {
        tier.store.failing(1);

        assertThatThrownBy(() -> partition.fetch(1)).isInstanceOf(ObjectStoreException.class);

        assertThat(partition.isRemote(1)).isTrue();
        tier.store.failing(0);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(tier.storage.statistics().errors()).isEqualTo(1);
    }

    @Test
    void fetch_storeDownAfterAKill_reusesTheBytesInTheFile() throws IOException {
        TestPages.value(partition, 2);
        restart(file);
        assertThat(partition.remotePages()).isEqualTo(2);
        tier.store.failing(1);

        assertThat(TestPages.value(partition, 2)).isEqualTo(222);

        assertThat(events).containsExactly("reused 2");
        assertThat(tier.storage.statistics().reusedPages()).isEqualTo(1);
        partition.force();
        tier.storage.checkpointed();
        restart(file);
        assertThat(partition.isRemote(2)).isFalse();
    }

    @Test
    void fetch_storeDownAfterAPowerFailure_fails() throws IOException {
        TestPages.value(partition, 2);
        file.crash();
        restart(file);
        tier.store.failing(1);

        assertThatThrownBy(() -> partition.fetch(2)).isInstanceOf(ObjectStoreException.class);

        tier.store.failing(0);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
    }

    @Test
    void fetch_diskFull_deliversTheUnitFromMemoryWithOneRequest() throws IOException {
        long before = tier.store.requests();
        file.full(true);

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);

        assertThat(tier.store.requests() - before).isEqualTo(1);
        assertThat(partition.remotePages()).isEqualTo(2);
        assertThat(events).containsExactly("not filled rows 0: No space left on device");
        assertThat(tier.storage.statistics().failedFills()).isEqualTo(1);
        assertThat(TestPages.value(partition, 1)).as("read again").isEqualTo(111);
        file.full(false);
        restart(file);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(partition.remotePages()).isZero();
    }

    @Test
    void fetch_diskFullAndPageWritten_readsTheWrittenPage() throws IOException {
        file.full(true);
        partition.fetch(2);
        file.full(false);
        TestPages.write(partition, 2, 333);
        assertThat(TestPages.value(partition, 2)).isEqualTo(333);
        partition.force();
        partition.moves().offload();

        assertThat(TestPages.value(partition, 2)).isEqualTo(333);
    }

    @Test
    void fetch_diskLow_writesNothing() throws IOException {
        tier.storage.diskLow(true);
        MemoryFile before = file.copy();

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);

        assertThat(partition.remotePages()).isEqualTo(2);
        assertThatThrownBy(() -> partition.moves().recall(() -> false))
                .hasMessage("The disk of this node is nearly full.");
        restart(before);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
        assertThat(partition.remotePages()).isZero();
    }

    @Test
    void release_uploadWhoseForceFailed_keepsThePagesUntilACheckpointHasEnded() throws IOException {
        TestPages.write(partition, 3, 333);
        partition.force();
        file.failsToForceAfter(0);
        assertThatThrownBy(() -> partition.moves().upload()).hasMessage("The disk failed.");
        file.failsToForceAfter(Integer.MAX_VALUE);
        assertThat(partition.hasRemoteCopy(3)).isTrue();

        assertThat(partition.moves().release(pages(3))).isZero();

        tier.storage.checkpointBegins();
        tier.storage.checkpointed();
        assertThat(partition.moves().release(pages(3))).isEqualTo(1);
        assertThat(TestPages.value(partition, 3)).isEqualTo(333);
    }

    @Test
    void recall_diskFull_failsAndCanBeRepeated() throws IOException {
        file.full(true);
        partition.fetch(1);
        assertThatThrownBy(() -> partition.moves().recall(() -> false)).hasMessage("No space left on device");
        assertThat(partition.remotePages()).isEqualTo(2);
        file.full(false);

        assertThat(partition.moves().recall(() -> false)).isEqualTo(2);

        assertThat(partition.hasObjects()).isFalse();
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    @Test
    void keep_contentOfTheRemoteCopy_makesThePageLocalWithoutARequest() throws IOException {
        long before = tier.store.requests();

        assertThat(partition.keep(1, SimulatedPages.page(0, 1, 111))).isTrue();

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(partition.keep(1, SimulatedPages.page(0, 1, 111)))
                .as("it is local")
                .isFalse();
        assertThat(tier.store.requests()).isEqualTo(before);
        restart(file);
        tier.store.failing(1);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    @Test
    void keep_otherContent_leavesThePageRemote() throws IOException {
        assertThat(partition.keep(1, SimulatedPages.page(0, 1, 112))).isFalse();
        assertThat(partition.keep(2, SimulatedPages.page(0, 1, 111))).isFalse();

        assertThat(partition.remotePages()).isEqualTo(2);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    @Test
    void fetch_pageCorrupt_failsForThatPageOnly() throws IOException {
        damageSecondPage();

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);

        assertThatThrownBy(() -> partition.fetch(2))
                .hasMessageContaining("Page 2 of partition 0 of cache group rows is missing or corrupt in the object "
                        + objects().get(0))
                .hasMessageContaining("TierCommand discard CONFIG.xml --group rows");
        assertThat(partition.isRemote(2)).isTrue();
        assertThatThrownBy(() -> partition.fetch(2)).isInstanceOf(ObjectStoreException.class);
        assertThat(partition.moves().verify().lost()).isEqualTo(1);
        assertThat(events).as("one event for each page").containsExactly("damaged 2");
        assertThat(tier.storage.statistics().damagedPages()).isEqualTo(1);
    }

    @Test
    void verify_pageCorruptAndLocal_healsIt() throws IOException {
        TestPages.value(partition, 2);
        partition.force();
        damageSecondPage();

        VerifyReport report = partition.moves().verify();

        assertThat(report.healed()).isEqualTo(1);
        assertThat(report.lost()).isZero();
        assertThat(events).containsExactly("healed 2");
        assertThat(partition.moves().offload())
                .as("page 1 again, page 2 in another object")
                .isEqualTo(2);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
    }

    private void damageSecondPage() throws IOException {
        String object = objects().get(0);
        ByteBuffer content = tier.store.read(object).content();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        bytes[2 * TestPages.BYTES - 1] ^= 1;
        tier.store.delete(List.of(object));
        tier.store.put(object, ByteBuffer.wrap(bytes));
    }

    @Test
    void offload_nothingToMove_sendsNoRequest() throws IOException {
        long before = tier.store.requests();

        assertThat(partition.moves().offload()).isZero();

        assertThat(tier.store.requests()).isEqualTo(before);
    }

    @Test
    void offload_pageFetchedAndNotWritten_releasesItWithoutAnUpload() throws IOException {
        TestPages.value(partition, 1);
        long uploads = tier.storage.statistics().uploads();

        assertThat(partition.moves().offload()).isEqualTo(2);

        assertThat(tier.storage.statistics().uploads()).isEqualTo(uploads);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    @Test
    void release_pageFetchedAndNotWritten_punchesItWithoutARequest() throws IOException {
        TestPages.value(partition, 1);
        long before = tier.store.requests();

        assertThat(partition.moves().release(BOTH)).isEqualTo(2);

        assertThat(tier.store.requests()).isEqualTo(before);
        assertThat(partition.remotePages()).isEqualTo(2);
        assertThat(isHole(1)).isTrue();
        restart(file);
        assertThat(partition.remotePages()).isEqualTo(2);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
    }

    private boolean isHole(int page) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(TestPages.BYTES);
        file.read(content, (long) page * TestPages.BYTES);
        return content.flip().equals(ByteBuffer.allocate(TestPages.BYTES));
    }

    @Test
    void release_otherPage_releasesNothing() throws IOException {
        TestPages.value(partition, 1);

        assertThat(partition.moves().release(pages(3))).isZero();

        assertThat(partition.remotePages()).isZero();
    }

    @Test
    void release_pageWithoutRemoteCopy_keepsIt() throws IOException {
        TestPages.value(partition, 1);
        TestPages.write(partition, 1, 333);

        assertThat(partition.moves().release(BOTH)).isEqualTo(1);

        assertThat(partition.isRemote(1)).isFalse();
        assertThat(partition.isRemote(2)).isTrue();
        assertThat(TestPages.value(partition, 1)).isEqualTo(333);
    }

    @Test
    void release_pageChangedInMemory_keepsItUntilACheckpointHasEnded() throws IOException {
        TestPages.value(partition, 1);
        tier.storage.checkpointBegins();
        assertThat(partition.changing(1)).isTrue();
        tier.storage.checkpointed();
        assertThat(partition.moves().release(BOTH))
                .as("the checkpoint began before the change")
                .isEqualTo(1);
        assertThat(partition.isRemote(1)).isFalse();

        tier.storage.checkpointBegins();
        assertThat(partition.moves().release(BOTH)).isZero();
        tier.storage.checkpointed();

        assertThat(partition.moves().release(BOTH)).isEqualTo(1);
        assertThat(partition.isRemote(1)).isTrue();
    }

    @Test
    void release_forceFails_keepsEveryPage() throws IOException {
        TestPages.value(partition, 1);
        file.failsToForceAfter(0);
        assertThatThrownBy(() -> partition.moves().release(BOTH)).isInstanceOf(IOException.class);
        file.failsToForceAfter(Integer.MAX_VALUE);

        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        restart(file);
        assertThat(TestPages.value(partition, 1)).isEqualTo(111);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
    }

    @Test
    void offload_forceFails_keepsEveryPage() throws IOException {
        TestPages.write(partition, 1, 333);
        partition.force();
        file.failsToForceAfter(0);
        assertThatThrownBy(partition.moves()::offload).isInstanceOf(IOException.class);
        file.failsToForceAfter(Integer.MAX_VALUE);

        assertThat(TestPages.value(partition, 1)).isEqualTo(333);
        partition.moves().offload();
        assertThat(partition.remotePages()).isEqualTo(2);
        assertThat(TestPages.value(partition, 1)).isEqualTo(333);
        assertThat(TestPages.value(partition, 2)).isEqualTo(222);
    }

    @Test
    void offload_pagesWritten_keepsTheSupersededObjectForTheGrace() throws IOException {
        List<String> before = objects();
        TestPages.write(partition, 1, 333);
        TestPages.write(partition, 2, 444);
        partition.force();

        assertThat(partition.moves().offload()).isEqualTo(2);

        assertThat(objects()).hasSize(2).containsAll(before);
        assertThat(TestPages.value(partition, 1)).isEqualTo(333);
        tier.storage.checkpointed();
        tier.storage.sweep();
        tier.clock.advance(TestTier.GRACE.plusSeconds(1));
        tier.storage.sweep();
        assertThat(objects()).hasSize(1).doesNotContainAnyElementsOf(before);
    }
}
