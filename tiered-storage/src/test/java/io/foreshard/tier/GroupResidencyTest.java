package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupResidencyTest {
    private static final int PAGE_BYTES = 4096;
    private static final int SLOT_BITS = 12;
    private static final int MAX_SEGMENTS = 1;
    private static final StoreIdentity STORE = new StoreIdentity(new UUID(1, 2), "s3://bucket");

    private final MemoryLog log = new MemoryLog();
    private SparseFile file = new SparseFile(PAGE_BYTES, 10 * PAGE_BYTES);
    private GroupResidency group;
    private LocalPages pages;

    @BeforeEach
    void offloadInTwoSessions() throws IOException {
        open();
        offload(1);
        pages.close();
        open();
        offload(2);
    }

    private void open() throws IOException {
        group = new GroupResidency("rows", log, MAX_SEGMENTS);
        pages = new LocalPages(1, file, new PlainFormat(PAGE_BYTES), group, new UnwrittenPages(), SLOT_BITS);
    }

    private void offload(int page) throws IOException {
        pages.beginOffload(STORE);
        pages.commit(
                List.of(new StoredObject("object-" + page, page, 0, new int[] {page}, new int[1])),
                AfterUpload.RELEASE);
        pages.endOffload();
    }

    @Test
    void compact_tooManySegments_keepsOneWithTheWholeState() throws IOException {
        assertThat(group.isCompactionDue()).isTrue();

        group.compact();

        assertThat(log.segments()).hasSize(1);
        assertThat(group.isCompactionDue()).isFalse();
        open();
        assertThat(pages.table().remotePages()).isEqualTo(2);
    }

    @Test
    void compact_fileBeingDeleted_keepsTheLogForALaterCompaction() throws IOException {
        pages.deleting();

        group.compact();

        assertThat(log.segments()).contains(1, 2);
        assertThat(group.isCompactionDue()).isTrue();
        pages.destroy();
        assertThat(log.segments()).isEmpty();
    }

    @Test
    void checkpointed_pagesChanged_refusesTheFileOfTheGenerationBefore() throws IOException {
        byte[] before = file.header().clone();
        pages.write(ByteBuffer.allocate(PAGE_BYTES), PAGE_BYTES);
        pages.force();
        group.checkpointed();

        restore(before);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("older than its residency");
    }

    @Test
    void checkpointed_notReached_takesTheFileOfTheGenerationBefore() throws IOException {
        byte[] before = file.header().clone();
        pages.write(ByteBuffer.allocate(PAGE_BYTES), PAGE_BYTES);
        group.flush();

        restore(before); // as a power failure does

        open();
        assertThat(pages.table().state(1)).as("recovery writes the page again").isEqualTo(PageState.LOCAL);
    }

    @Test
    void checkpointed_recalled_refusesTheFileBefore() throws IOException {
        byte[] before = file.header().clone();
        recall();
        group.checkpointed();

        restore(before);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("older than its residency");
    }

    @Test
    void checkpointed_createdAgain_refusesTheFileBefore() throws IOException {
        byte[] before = file.header().clone();
        pages.deleting();
        pages.destroy();
        file = new SparseFile(PAGE_BYTES, PAGE_BYTES);
        pages = new LocalPages(1, file, new PlainFormat(PAGE_BYTES), group, new UnwrittenPages(), SLOT_BITS);
        group.checkpointed();

        restore(before);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("is another file");
    }

    @Test
    void close_confirmed_appendsNothing() throws IOException {
        group.checkpointed();
        int appends = log.appends();

        pages.close();

        assertThat(log.appends()).isEqualTo(appends);
    }

    private void recall() throws IOException {
        for (int page = 1; page <= 2; page++) {
            pages.write(ByteBuffer.allocate(PAGE_BYTES), (long) page * PAGE_BYTES);
        }
        pages.force();
        pages.dropRemoteCopies();
    }

    private void restore(byte[] header) {
        file = new SparseFile(PAGE_BYTES, 10 * PAGE_BYTES);
        System.arraycopy(header, 0, file.header(), 0, PAGE_BYTES);
    }
}
