package io.foreshard.tier;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Accesses of units that the threads of the database record and one thread takes from time to time.
 *
 * <p>A sample, as the read buffer of Caffeine: an access is dropped if its ring is full, another thread writes to it at this moment, or it repeats the last one of
 * the ring. So a thread never waits, allocates nothing, and an access costs a few nanoseconds. Each thread uses the ring that its id chooses. {@link #record} is
 * thread-safe; one thread at a time calls {@link #drain}.
 */
final class AccessBuffer {
    private static final int SLOTS = 1024;
    private static final int MAX_RINGS = 64;
    private static final int RINGS_PER_PROCESSOR = 2;

    private final Ring[] rings;

    /** Accesses of the threads that share it. */
    private static final class Ring {
        /** Units that were not taken yet; 0 where there is none. */
        private final AtomicLongArray units = new AtomicLongArray(SLOTS);

        private final AtomicLong writes = new AtomicLong();
        private volatile long reads;
        /** A race loses or doubles an access. */
        private long last;
    }

    AccessBuffer() {
        int wanted = Runtime.getRuntime().availableProcessors() * RINGS_PER_PROCESSOR;
        int count = Math.min(MAX_RINGS, Integer.highestOneBit(wanted * 2 - 1));
        rings = new Ring[count];
        for (int i = 0; i < count; i++) {
            rings[i] = new Ring();
        }
    }

    /** Records an access; the unit is not 0. */
    void record(long unit) {
        Ring ring = rings[(int) Thread.currentThread().getId() & rings.length - 1];
        if (ring.last == unit) {
            return;
        }
        long write = ring.writes.get();
        if (write - ring.reads < SLOTS && ring.writes.compareAndSet(write, write + 1)) {
            ring.last = unit;
            ring.units.setRelease((int) (write % SLOTS), unit);
        }
    }

    /** Takes all accesses, those of a thread in their order. */
    void drain(LongConsumer action) {
        for (Ring ring : rings) {
            long end = ring.writes.get();
            long read = ring.reads;
            for (; read < end; read++) {
                int slot = (int) (read % SLOTS);
                long unit = ring.units.getAcquire(slot);
                if (unit == 0) {
                    break; // its thread has not written it yet
                }
                ring.units.setPlain(slot, 0);
                action.accept(unit);
            }
            ring.reads = read;
            ring.last = 0;
        }
    }
}
