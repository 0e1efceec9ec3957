package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.testing.UsedHeap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The costs of the residency of a partition of 64 GiB: heap, log and forces. Times are printed and not asserted. */
class ResidencyCostTest {
    private static final int PAGE_BYTES = 4096;
    private static final PlainFormat FORMAT = new PlainFormat(PAGE_BYTES);
    private static final long GIB = 1L << 30;
    private static final int SIZE_GIB = 64;
    private static final int SLOTS = TransferSizes.MAX_OBJECT_BYTES / PAGE_BYTES;
    private static final int SLOT_BITS = Integer.numberOfTrailingZeros(SLOTS);
    private static final int BATCH_OBJECTS = (int) (GIB / TransferSizes.MAX_OBJECT_BYTES);
    private static final int RECORD_BYTES = 29;
    private static final int RUN_BYTES = 8;
    private static final StoreIdentity STORE = new StoreIdentity(new UUID(1, 2), "s3://bucket");

    private final MemoryLog log = new MemoryLog();

    private LocalPages open(GroupResidency group, int partition, SparseFile file) throws IOException {
        return new LocalPages(partition, file, FORMAT, group, new UnwrittenPages(), SLOT_BITS);
    }

    /** Offloads 1 GiB with each commit. */
    private static void offload(LocalPages pages, int gibs) throws IOException {
        int page = 1;
        for (int gib = 0; gib < gibs; gib++) {
            pages.beginOffload(STORE);
            List<StoredObject> stored = new ArrayList<>();
            for (int object = 0; object < BATCH_OBJECTS; object++) {
                int[] numbers = new int[SLOTS];
                for (int slot = 0; slot < SLOTS; slot++) {
                    numbers[slot] = page++;
                }
                String name = "nodes/node00-0123456789abcdef/group-cafebabe/part-1023/1-" + gib + "-" + object;
                stored.add(new StoredObject(name, gib + 1, 0, numbers, new int[SLOTS]));
            }
            pages.commit(stored, AfterUpload.RELEASE);
            pages.endOffload();
        }
    }

    @Test
    void residency_64GiB_takes16BytesOfHeapAPageAndIsReadOnce() throws IOException {
        SparseFile file = new SparseFile(PAGE_BYTES, (long) SIZE_GIB * GIB + PAGE_BYTES);
        offload(open(new GroupResidency("rows", log, 64), 1, file), SIZE_GIB);
        long before = UsedHeap.bytes();

        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        LocalPages pages = open(new GroupResidency("rows", log, 64), 1, file);
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        long heap = UsedHeap.bytes() - before;

        int remote = pages.table().remotePages();
        System.out.printf(
                "%s: %.2f ms of processor time per GiB to load, %.2f bytes of heap and %.2f bytes of log per page%n",
                getClass().getSimpleName(),
                (double) nanos / TimeUnit.MILLISECONDS.toNanos(1) / SIZE_GIB,
                (double) heap / remote,
                (double) log.appendedBytes() / remote);
        assertThat(remote).isEqualTo((int) (SIZE_GIB * GIB / PAGE_BYTES));
        assertThat(heap).isBetween(12L * remote, 16L * remote);
        assertThat(log.reads()).as("segments read").isEqualTo(log.segments().size());
        assertThat(log.appendedBytes()).isLessThan(9L * remote);
        int[] page = {remote / 2};
        RemoteSlot slot = pages.table().slotsOf(page).get(0);
        assertThat(pages.table().rangeOf(slot, 16, 32).slots()).isEqualTo(16);
        checkpoint_ofSomePages_costsThesePages(pages);
    }

    private void checkpoint_ofSomePages_costsThesePages(LocalPages pages) throws IOException {
        int changes = 100;
        long bytes = log.appendedBytes();
        int forces = log.forces();
        Random random = new Random(7);
        for (int i = 0; i < changes; i++) {
            long page = 1 + random.nextInt(pages.table().remotePages() - 1);
            pages.write(ByteBuffer.allocate(PAGE_BYTES), page * PAGE_BYTES);
        }
        pages.force();

        assertThat(log.forces() - forces).isEqualTo(1);
        assertThat(log.appendedBytes() - bytes).isLessThanOrEqualTo(2 * RECORD_BYTES + RUN_BYTES * (changes + 1L));
    }

    @Test
    void checkpoint_manyPartitionsChanged_forcesTheLogTwice() throws IOException {
        int partitions = 50;
        GroupResidency group = new GroupResidency("rows", log, 64);
        List<LocalPages> all = new ArrayList<>();
        List<SparseFile> files = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            files.add(new SparseFile(PAGE_BYTES, GIB + PAGE_BYTES));
            all.add(open(group, partition, files.get(partition)));
            offload(all.get(partition), 1);
        }
        group.checkpointed();
        int forces = log.forces();
        int appends = log.appends();
        long bytes = log.appendedBytes();
        int fileForces = files.get(0).forces();

        for (LocalPages pages : all) {
            pages.write(ByteBuffer.allocate(PAGE_BYTES), 7L * PAGE_BYTES);
        }
        for (LocalPages pages : all) {
            pages.force();
        }
        group.checkpointed();

        assertThat(log.forces() - forces)
                .as("forces of the log: changes, confirmations")
                .isEqualTo(2);
        assertThat(log.appends() - appends).isEqualTo(2);
        assertThat(log.appendedBytes() - bytes).isLessThanOrEqualTo(partitions * (2L * RECORD_BYTES + 3L * RUN_BYTES));
        assertThat(files.get(0).forces() - fileForces)
                .as("forces of a file: that of the database")
                .isEqualTo(1);
    }

    @Test
    void checkpoint_nothingChanged_writesNothing() throws IOException {
        GroupResidency group = new GroupResidency("rows", log, 64);
        LocalPages pages = open(group, 0, new SparseFile(PAGE_BYTES, GIB + PAGE_BYTES));
        offload(pages, 1);
        group.checkpointed();
        int appends = log.appends();

        pages.write(ByteBuffer.allocate(PAGE_BYTES), 2 * GIB); // local only
        pages.force();
        group.checkpointed();

        assertThat(log.appends()).isEqualTo(appends);
    }
}
