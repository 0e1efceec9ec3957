package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    private final SparseFile file = new SparseFile(PAGE_BYTES, 10 * PAGE_BYTES);
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
        pages = new LocalPages(1, file, new PlainFormat(PAGE_BYTES), group, SLOT_BITS);
    }

    private void offload(int page) throws IOException {
        pages.beginOffload(STORE);
        pages.commit(List.of(new StoredObject("object-" + page, page, 0, new int[] {page}, new int[1])));
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
}
