package io.foreshard.tier.testing;

import io.foreshard.tier.FetchTarget;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The reads of a simulated machine: each page is read as its database does it, and compared with the model. Not thread-safe: one actor runs at a time. */
final class SimulatedReads {
    private final SimulatedHost host;

    SimulatedReads(SimulatedHost host) {
        this.host = host;
    }

    /** Reads some page and compares it. */
    void any() throws IOException {
        int partition = host.anyPartition();
        int page = partition < 0 ? 0 : host.database.anyPage(partition, host.random);
        if (page > 0) {
            read(partition, page);
        }
    }

    /** Reads a page that is not in memory as the database does, and compares it with the model. */
    void read(int number, int page) throws IOException {
        TieredPartition partition = host.open.get(number);
        ByteBuffer buffer = ByteBuffer.allocate(SimulatedPages.BYTES).order(ByteOrder.nativeOrder());
        try {
            while (isOnDisk(partition, number, page)) {
                if (partition.readLocal(buffer, (long) page * SimulatedPages.BYTES)) {
                    compare(number, page, buffer.flip());
                    return;
                }
                host.scheduler.await(
                        () -> host.power.isOff() || host.power.locks().mayFetch(number));
                host.power.check();
                if (isOnDisk(partition, number, page)) {
                    fetch(partition, page);
                    host.power.check();
                }
            }
        } catch (IOException e) {
            if (!host.faults.isFailing() && isOnDisk(partition, number, page)) { // a full disk is no reason
                host.tally.lost++;
                host.violation("Page " + page + " of partition " + number + " cannot be read: " + e);
            }
        }
    }

    /** Fetches a page as an operation of a user does, or as a scan. */
    private void fetch(TieredPartition partition, int page) throws IOException {
        host.tally.fetched++;
        if (host.random.nextInt(3) > 0) {
            partition.fetch(page);
            return;
        }
        if (host.random.nextInt(4) == 0) {
            partition.beginReadThrough();
        }
        partition.fetch(FetchTarget.MEMORY, page);
        host.tally.passedPages += partition.isRemote(page) ? 1 : 0;
    }

    /** Returns whether a read of a page of an open partition reads the disk: it is in memory, or the partition is gone, else. */
    boolean isOnDisk(TieredPartition partition, int number, int page) {
        return host.open.get(number) == partition
                && page < host.database.pages(number)
                && !host.database.isInMemory(number, page);
    }

    private void compare(int number, int page, ByteBuffer found) {
        host.tally.reads++;
        long value = host.database.value(number, page);
        host.trace.step(host.machine + host.scheduler.role(), "read", number + "/" + page + "=" + value);
        ByteBuffer expected = SimulatedPages.page(number, page, value);
        if (found.equals(expected)) {
            return;
        }
        boolean hole = true;
        for (int i = 0; i < found.limit() && hole; i++) {
            hole = found.get(i) == 0;
        }
        if (hole) {
            host.tally.lost++;
        } else {
            host.tally.wrong++;
        }
        host.violation("Page " + page + " of partition " + number
                + (hole ? " is a hole." : " has the value " + found.getLong(8) + " and not " + value + "."));
    }

    /** Compares all pages with the model. */
    void all() throws IOException {
        for (int number : host.open.keySet()) {
            for (int page = 1; page < host.database.pages(number); page++) {
                read(number, page);
            }
        }
    }
}
