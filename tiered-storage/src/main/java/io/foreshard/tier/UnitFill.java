package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Writes the pages of fetched units into the partition file, or leaves them in memory. The caller holds the lock of the partition alone. */
final class UnitFill {
    private final PartitionFile file;
    private final int pageBytes;
    private final PageTable table;
    private final MemoryPages memory;

    UnitFill(PartitionFile file, int pageBytes, PageTable table, MemoryPages memory) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.table = table;
        this.memory = memory;
    }

    /** Receives the pages of a unit that are still remote in its object. */
    interface Check {
        /** Returns whether the page may be used: its checksum is right. */
        boolean accepts(int page, ByteBuffer content, int checksum) throws IOException;
    }

    /**
     * Writes the accepted pages of a fetched unit into the file, unless the disk is nearly full; pages that became local since are skipped. After a failed write the rest stays
     * remote, and is kept in memory for the next read.
     *
     * @param intoFile if false, all of them stay remote and are kept in memory
     * @return why a page was not written into the file; null if there was no failure
     */
    IOException fill(FetchUnit unit, ByteBuffer content, boolean intoFile, Check check) throws IOException {
        BitSet accepted = new BitSet();
        for (int slot = 0; slot < unit.slots(); slot++) {
            int page = unit.page(slot);
            if (page >= 0
                    && table.isRemoteIn(unit.object(), page)
                    && check.accepts(page, bytes(content, slot, slot + 1), unit.checksum(slot))) {
                accepted.set(slot);
            }
        }
        if (intoFile) {
            return write(unit, content, accepted);
        }
        accepted.stream().forEach(slot -> memory.pass(unit.page(slot), unit.object(), bytes(content, slot, slot + 1)));
        return null;
    }

    private ByteBuffer bytes(ByteBuffer content, int fromSlot, int toSlot) {
        return content.slice(fromSlot * pageBytes, (toSlot - fromSlot) * pageBytes);
    }

    private IOException write(FetchUnit unit, ByteBuffer content, BitSet accepted) {
        IOException failure = memory.isDiskLow() ? new IOException("The disk of this node is nearly full.") : null;
        int from = accepted.nextSetBit(0);
        while (from >= 0) {
            int to = endOfRun(unit, accepted, from);
            failure = failure == null ? write(unit.page(from), bytes(content, from, to)) : failure;
            for (int slot = from; slot < to; slot++) {
                if (failure == null) {
                    table.fetched(unit.page(slot));
                } else {
                    memory.put(unit.page(slot), unit.object(), bytes(content, slot, slot + 1));
                }
            }
            from = accepted.nextSetBit(to);
        }
        return failure;
    }

    /** Returns the slot behind the accepted pages that are neighbours in the object and in the file. */
    private static int endOfRun(FetchUnit unit, BitSet accepted, int from) {
        int slot = from + 1;
        while (accepted.get(slot) && unit.page(slot) == unit.page(from) + slot - from) {
            slot++;
        }
        return slot;
    }

    private IOException write(int page, ByteBuffer bytes) {
        try {
            file.write(bytes, (long) page * pageBytes);
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
