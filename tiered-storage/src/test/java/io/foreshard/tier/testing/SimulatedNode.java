package io.foreshard.tier.testing;

import io.foreshard.tier.MovedPages;
import io.foreshard.tier.TierException;
import io.foreshard.tier.TierTesting;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A simulated machine at work: its database reads, changes and writes pages and makes checkpoints as Ignite does, and its tier moves them. Not thread-safe: one
 * actor runs at a time.
 */
final class SimulatedNode extends SimulatedHost {
    private final SimulatedReads reads = new SimulatedReads(this);

    SimulatedNode(
            String machine,
            Scheduler scheduler,
            Power power,
            SimulatedDisk disk,
            SimulatedDatabase database,
            SimulatedStore store,
            StoreFaults faults,
            SplittableRandom random,
            Clock clock,
            Trace trace,
            Tally tally) {
        super(machine, scheduler, power, disk, database, store, faults, random, clock, trace, tally);
    }

    /** Returns its reads. */
    SimulatedReads reads() {
        return reads;
    }

    /** Changes a page, or allocates one; reads it before in half of the cases. */
    void modify() throws IOException {
        int partition = anyPartition();
        if (partition < 0) {
            return;
        }
        int page = random.nextInt(3) == 0 ? 0 : database.anyPage(partition, random);
        if (page == 0) {
            page = database.allocate(partition);
        } else if (random.nextBoolean()) {
            reads.read(partition, page);
        }
        if (page > 0 && database.pages(partition) > page) {
            change(partition, page);
        }
    }

    /** Changes a page as Ignite does: one that was clean in memory is written into the file before, if it is remote. */
    private void change(int number, int page) {
        TieredPartition partition = open.get(number);
        if (partition != null && reads.isOnDisk(partition, number, page) && database.value(number, page) > 0) {
            boolean isLocal = !partition.hasRemoteCopy(page) || partition.changing(page);
            if (!isLocal && random.nextInt(4) > 0) {
                boolean isCurrent = random.nextInt(8) > 0;
                keep(partition, number, page, database.value(number, page) - (isCurrent ? 0 : 1));
            }
            if (reads.isOnDisk(partition, number, page) && !partition.isRemote(page)) {
                database.changing(number, page);
            }
        }
        if (page < database.pages(number)) {
            database.modify(number, page);
        }
    }

    private void keep(TieredPartition partition, int number, int page, long value) {
        try {
            boolean wasRemote = partition.isRemote(page);
            boolean kept = partition.keep(page, SimulatedPages.page(number, page, value));
            power.check();
            tally.kept += kept ? 1 : 0;
            if (kept && value != database.value(number, page) && wasRemote) {
                violation("Page " + page + " of partition " + number + " was kept with another value.");
            }
        } catch (IOException e) {
            if (!disk.isFailing()) {
                violation("Page " + page + " of partition " + number + " was not kept: " + e);
            }
        }
    }

    /** Page replacement writes one page of the running checkpoint. */
    void replacePage() throws IOException {
        Long id = database.replaceable(random);
        if (id == null) {
            return;
        }
        int partition = SimulatedDatabase.partition(id);
        try {
            writePage(
                    partition, SimulatedDatabase.page(id), database.checkpoint().get(id));
        } catch (IOException e) {
            throw failed(e);
        }
        database.checkpoint().remove(id);
        database.replaced(id);
    }

    /** A failed write or checkpoint stops the process, as the failure handler of Ignite does. */
    private PowerOff failed(IOException cause) {
        if (!disk.isFailing()) {
            violation("A write failed: " + cause);
        }
        power.off();
        return new PowerOff();
    }

    @Override
    public void checkpoint() {
        scheduler.await(() -> !database.isCheckpointing() || power.isOff());
        power.check();
        scheduler.inRole("checkpoint", () -> {
            try {
                runCheckpoint();
            } catch (IOException e) {
                throw failed(e);
            }
        });
    }

    private void runCheckpoint() throws IOException {
        database.beginCheckpoint();
        storage.checkpointBegins();
        power.pause("checkpoint.begin");
        TreeSet<Integer> written = new TreeSet<>();
        for (long id : List.copyOf(database.checkpoint().keySet())) {
            Long value = database.checkpoint().get(id);
            if (value != null) {
                int partition = SimulatedDatabase.partition(id);
                writePage(partition, SimulatedDatabase.page(id), value);
                database.checkpoint().remove(id);
                written.add(partition);
                if (random.nextInt(3) == 0) {
                    power.pause("checkpoint.write.await");
                }
            }
        }
        for (int partition : written) {
            power.pause("checkpoint.force.await");
            open.get(partition).force();
        }
        power.pause("checkpoint.end.await");
        storage.checkpointed();
        for (long id : database.replaced()) {
            // Ignite does not force files that only page replacement wrote: here the operating system is kind to the
            // page.
            disk.file(SimulatedDatabase.partition(id))
                    .settle(SimulatedDatabase.page(id) * SimulatedPages.BYTES, SimulatedPages.BYTES);
        }
        power.enter("checkpoint.end");
        database.endCheckpoint();
        power.leave("checkpoint.end", "done");
    }

    /** Offloads a partition. */
    void offload() {
        move("offload", false, partition -> {
            storage.offload(GROUP.name(), partition);
            power.check();
            tally.offloads++;
        });
    }

    /** Offloads all partitions, unless another machine with a copy of the disk has just taken the namespace. */
    void offloadAll() {
        try {
            storage.offload(GROUP.name());
        } catch (TierException e) {
            if (!hasRivals) {
                throw e;
            }
        }
    }

    /** Recalls a partition. */
    void recall() {
        move("recall", true, number -> {
            TieredPartition partition = open.get(number);
            MovedPages moved = storage.recall(GROUP.name(), number);
            power.check();
            if (open.get(number) == partition && partition != null && moved.partitions() == 1 && !destroying) {
                tally.recalls++;
                checkRecalled(number);
            }
        });
    }

    /** Uploads a partition and keeps its local copies. */
    void upload() {
        move("upload", false, partition -> {
            tally.uploadedPages +=
                    TierTesting.upload(storage, GROUP.name(), partition).pages();
            power.check();
        });
    }

    /** Releases pages of a partition. */
    void release() {
        move("release", false, number -> {
            TieredPartition partition = open.get(number);
            if (partition != null) {
                release(number, partition);
            }
        });
    }

    private void release(int number, TieredPartition partition) {
        BitSet pages = new BitSet();
        for (int page = 1; page < SimulatedDatabase.MAX_PAGES; page++) {
            pages.set(page, random.nextInt(8) > 0);
        }
        List<Long> needed = pagesOfRecovery(number, partition);
        tally.releasedPages +=
                TierTesting.release(storage, GROUP.name(), number, pages).pages();
        power.check();
        needed.retainAll(database.beforeChange().keySet());
        if (open.get(number) == partition && !pagesOfRecovery(number, partition).containsAll(needed)) {
            violation("A page of partition " + number + " that recovery needs was released.");
        }
    }

    /** Returns the local pages that recovery may read. */
    private List<Long> pagesOfRecovery(int number, TieredPartition partition) {
        List<Long> pages = new ArrayList<>(database.beforeChange().keySet());
        pages.removeIf(
                id -> SimulatedDatabase.partition(id) != number || partition.isRemote(SimulatedDatabase.page(id)));
        return pages;
    }

    private void checkRecalled(int number) {
        TieredPartition partition = open.get(number);
        if (partition.hasObjects()) {
            return; // it was offloaded again
        }
        if (!SimulatedPages.isPlain(ByteBuffer.wrap(disk.file(number).bytes(), 0, SimulatedPages.BYTES))) {
            violation("The recalled file of partition " + number + " has a mark or a slot.");
        }
    }

    private interface Move {
        void run(int partition);
    }

    private void move(String verb, boolean fetches, Move move) {
        int partition = anyPartition();
        if (partition < 0) {
            return;
        }
        scheduler.await(() -> power.isOff() || power.locks().isStill(partition));
        power.check();
        power.locks().beginMove(partition, fetches);
        moving++;
        try {
            move.run(partition);
        } catch (TierException e) {
            power.check();
            tally.failedMoves++;
            if (!faults.isFailing() && !disk.isFailing() && !destroying && !copiesFiles && !hasRivals) {
                violation("Partition " + partition + " was not moved (" + verb + "): " + e);
            }
        }
        power.check();
        power.locks().endMove(partition);
        moving--;
    }

    /** Collects garbage. */
    void sweep() {
        power.locks().beginMove(EngineLocks.NONE, false);
        Object self = scheduler.self();
        scheduler.await(() -> power.isOff() || power.locks().mayRun(self));
        power.check();
        storage.sweep();
        power.check();
        swept();
        power.locks().endMove(EngineLocks.NONE);
    }

    /** Destroys a partition, then creates it again. */
    void recreate() throws IOException {
        int number = random.nextInt(SimulatedDatabase.PARTITIONS);
        if (destroy(number)) {
            power.pause("create.await");
        }
        create(number);
    }

    /** Destroys all partitions, then creates them again. */
    void recreateAll() throws IOException {
        for (int number = 0; number < SimulatedDatabase.PARTITIONS; number++) {
            destroy(number);
        }
        createMissing();
    }

    private boolean destroy(int number) throws IOException {
        TieredPartition partition = open.get(number);
        if (partition == null) {
            return false;
        }
        boolean waits = random.nextInt(4) > 0; // the destruction of a cache does not wait for moves
        scheduler.await(() ->
                power.isOff() || !database.isCheckpointing() && (!waits || reservations.getOrDefault(number, 0) == 0));
        power.check();
        destroying = true;
        tally.destroyed++;
        database.destroy(number);
        open.remove(number);
        partition.deleting();
        disk.delete(number);
        power.pause("destroy.await");
        scheduler.await(() -> power.isOff() || power.locks().isStill(number));
        power.check();
        power.locks().beginMove(number, false);
        storage.destroyed(partition);
        power.check();
        power.locks().endMove(number);
        return true;
    }

    /** The process ends right after it has deleted a file, before it has recorded that. */
    void loseFile() {
        int number = anyPartition();
        if (number >= 0) {
            database.destroy(number);
            open.remove(number).deleting();
            disk.delete(number);
        }
        power.off();
    }

    void create(int number) throws IOException {
        try {
            disk.create(number);
            open.put(number, open(number));
            database.create(number);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Creates the partitions that a crash has left out. */
    void createMissing() throws IOException {
        for (int number = 0; number < SimulatedDatabase.PARTITIONS; number++) {
            if (!open.containsKey(number)) {
                create(number);
            }
        }
    }
}
