package io.foreshard.plugin.shard;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;

/** Partition sizes a test sets; this node is the primary of some of them. Thread-safe. */
final class MemoryLoads implements PartitionLoads {
    private final AtomicLongArray bytes;
    private volatile int[] ranges;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    MemoryLoads(AtomicLongArray bytes, boolean primary) {
        this(bytes, 0, primary ? bytes.length() : 0);
    }

    /** @param ranges first partition and end of each range of partitions whose primary is this node */
    MemoryLoads(AtomicLongArray bytes, int... ranges) {
        this.bytes = bytes;
        this.ranges = ranges;
    }

    void becomePrimary() {
        ranges = new int[] {0, bytes.length()};
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
        Map<Integer, LocalPartition> partitions = new HashMap<>();
        int[] primary = ranges;
        for (int range = 0; range < primary.length; range += 2) {
            for (int partition = primary[range]; partition < primary[range + 1]; partition++) {
                partitions.put(partition, new LocalPartition(true, bytes.get(partition), 0, 1, 0, 0, 0));
            }
        }
        return new LocalLoads(partitions, 0);
    }
}
