package io.foreshard.plugin.shard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;

/** Partition sizes a test sets; this node is the primary of all of them or of none. Thread-safe. */
final class MemoryLoads implements PartitionLoads {
    private final AtomicLongArray bytes;
    private volatile boolean primary;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    MemoryLoads(AtomicLongArray bytes, boolean primary) {
        this.bytes = bytes;
        this.primary = primary;
    }

    void becomePrimary() {
        primary = true;
    }

    /** Lets reads wait until {@link #answer()}. */
    void stopAnswering() {
        gate = new CountDownLatch(1);
    }

    void answer() {
        gate.countDown();
    }

    @Override
    public LocalLoads read() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LocalLoads loads = new LocalLoads(bytes.length());
        for (int partition = 0; primary && partition < bytes.length(); partition++) {
            loads.primary(partition, bytes.get(partition), 1, 0);
        }
        return loads;
    }
}
