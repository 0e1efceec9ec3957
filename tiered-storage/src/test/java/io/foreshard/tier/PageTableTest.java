package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The changes that a page table collects for the next record. */
class PageTableTest {
    private final PageTable table = new PageTable(new Residency(9, 0, 4));

    @BeforeEach
    void offload() {
        table.beginOffload();
        table.commit(List.of(new StoredObject("a", 1, 0, new int[] {1, 2, 3}, new int[3])), AfterUpload.RELEASE);
        table.endOffload();
    }

    @Test
    void commit_pages_areRemoteAndNothingIsToRecord() {
        assertThat(table.remotePages()).isEqualTo(3);
        assertThat(table.generation()).isEqualTo(1);
        assertThat(table.takeChanges()).isNull();
    }

    @Test
    void count_partitionBecomesLocalAndRemoteAgain_isCountedWhileItHasRemotePages() {
        AtomicInteger count = new AtomicInteger();
        table.count(count::addAndGet);
        assertThat(count).hasValue(1);

        table.written(1, 2);
        assertThat(count).hasValue(1);
        table.written(3, 3);
        assertThat(count).hasValue(0);

        table.takeChanges();
        table.beginOffload();
        table.commit(List.of(new StoredObject("b", 2, 0, new int[] {1, 2}, new int[2])), AfterUpload.RELEASE);
        assertThat(count).hasValue(1);
        table.count(unused -> {});
        assertThat(count).hasValue(0);
        table.written(1, 2);
        assertThat(count).hasValue(0);
    }

    @Test
    void written_localPages_changeNothing() {
        assertThat(table.written(4, 8)).isFalse();
        assertThat(table.takeChanges()).isNull();
    }

    @Test
    void written_remotePage_isRecordedOnce() {
        assertThat(table.written(1, 2)).isTrue();

        ResidencyRecord.Changes changes = table.takeChanges();
        assertThat(changes.local().size()).isEqualTo(2);
        assertThat(changes.both().isEmpty()).isTrue();
        assertThat(table.takeChanges()).isNull();
    }

    @Test
    void restore_changesThatWereNotRecorded_areTakenAgain() {
        table.written(1, 1);
        table.restore(table.takeChanges());

        assertThat(table.takeChanges().local().contains(1)).isTrue();
    }

    @Test
    void imageCopy_somePagesOfAnObjectOverwritten_hasTheObjectOnce() throws IOException {
        table.beginImage();
        table.written(2, 2);

        Residency copy = table.imageCopy();

        assertThat(copy.objects()).hasSize(1);
        assertThat(copy.remotePages()).isEqualTo(3);
        assertThat(copy.objectOf(2)).isSameAs(copy.objectOf(1));
    }

    @Test
    void imageCopy_pageOverwrittenSinceTheImageBegan_isRemoteUnlessTheFileHasItsContent() throws IOException {
        table.written(1, 1);
        table.beginImage();
        table.written(2, 2);
        assertThat(table.healed(3)).isTrue();

        Residency copy = table.imageCopy();

        assertThat(table.remotePages()).isZero();
        assertThat(copy.state(1)).as("written before").isEqualTo(PageState.LOCAL);
        assertThat(copy.state(2)).as("written since").isEqualTo(PageState.REMOTE);
        assertThat(copy.objectOf(2).name()).isEqualTo("a");
        assertThat(copy.state(3)).as("its remote copy is damaged").isEqualTo(PageState.LOCAL);
        assertThat(table.imageObjectNames()).containsExactly("a");
        table.endImage();
        assertThat(table.imageObjectNames()).isEmpty();
    }

    @Test
    void imageCopy_recalledAfterARemotePageWasOverwritten_fails() {
        table.beginImage();
        table.written(2, 2);
        table.replace(new Residency(0, 0, 4));

        assertThatThrownBy(table::imageCopy).hasMessageContaining("recalled while the image was taken");
    }

    @Test
    void imageCopy_offloadedForTheFirstTimeSinceTheImageBegan_hasTheOverwrittenPages() throws IOException {
        PageTable table = new PageTable(new Residency(0, 0, 4));
        table.beginImage();
        table.replace(new Residency(9, 0, 4));
        table.beginOffload();
        table.commit(List.of(new StoredObject("a", 1, 0, new int[] {1, 2}, new int[2])), AfterUpload.RELEASE);
        table.endOffload();
        table.written(2, 2);

        Residency copy = table.imageCopy();

        assertThat(copy.state(2)).isEqualTo(PageState.REMOTE);
        assertThat(copy.objectOf(2).name()).isEqualTo("a");
    }

    @Test
    void fetched_page_isRecordedAfterAForce() {
        table.fetched(2);
        assertThat(table.state(2)).isEqualTo(PageState.BOTH);
        assertThat(table.takeChanges()).as("its bytes are not durable").isNull();

        assertThat(table.forced(table.fetched())).isTrue();

        assertThat(table.takeChanges().both().contains(2)).isTrue();
    }

    @Test
    void forced_pageFetchedSinceTheForceBegan_isNotRecorded() {
        UnrecordedChanges.Fetched before = table.fetched();
        table.fetched(2);

        assertThat(table.forced(before)).isFalse();
        assertThat(table.takeChanges()).isNull();
    }

    @Test
    void forced_pageReleasedAndFetchedAgain_isNotRecorded() {
        table.fetched(2);
        UnrecordedChanges.Fetched before = table.fetched();
        table.beginOffload();
        table.commit(List.of(), AfterUpload.RELEASE);
        table.endOffload();
        table.fetched(2);

        assertThat(table.forced(before))
                .as("the force may have missed the bytes that were fetched last")
                .isFalse();
    }

    @Test
    void forced_pageGivenUpAndFetchedAgain_isNotRecorded() {
        table.fetched(2);
        UnrecordedChanges.Fetched before = table.fetched();
        BitSet pages = new BitSet();
        pages.set(2);
        table.release(table.withBoth(pages));
        table.fetched(2);

        assertThat(table.forced(before))
                .as("the force may have missed the bytes that were fetched last")
                .isFalse();
    }

    @Test
    void commit_pageWrittenWhileItRan_staysLocal() {
        table.written(2, 2);
        table.beginOffload();
        table.written(2, 2);
        PageTable.Commit commit =
                table.commit(List.of(new StoredObject("b", 2, 0, new int[] {2, 5}, new int[2])), AfterUpload.RELEASE);
        table.endOffload();

        assertThat(table.state(2)).isEqualTo(PageState.LOCAL);
        assertThat(table.state(5)).isEqualTo(PageState.REMOTE);
        assertThat(commit.released().stream()).containsExactly(5);
    }

    @Test
    void copy_pageFetchedAndNotRecorded_isRemoteOnly() {
        table.fetched(2);

        assertThat(table.copy().state(2)).isEqualTo(PageState.REMOTE);
        assertThat(table.state(2)).isEqualTo(PageState.BOTH);
    }
}
