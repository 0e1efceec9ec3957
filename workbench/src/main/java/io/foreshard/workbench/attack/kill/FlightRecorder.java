package io.foreshard.workbench.attack.kill;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counters of the work a server process has begun and ended, in a mapped file: after {@code kill -9} the file has exactly the state at the moment of death, which
 * lines of output would not. Thread-safe.
 */
final class FlightRecorder {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ENTRY_BYTES = 2 * Long.BYTES;

    private final ByteBuffer counters;

    /** The work that a kill can interrupt. */
    enum Work {
        OFFLOAD,
        RECALL,
        GARBAGE,
        UPLOAD,
        COMMIT,
        FETCH,
        DELETE,
        REBALANCE
    }

    /** Other counts of a process. */
    enum Count {
        MOVES_FAILED,
        PAGES_REPLACED,
        /** Pages that the local budget has released. */
        PAGES_RELEASED,
        /** 1 while the store may have outages; set by the attack. */
        OUTAGES_ALLOWED,
        /** Calls of the store that failed in an outage. */
        OUTAGE_CALLS
    }

    private FlightRecorder(ByteBuffer counters) {
        this.counters = counters;
    }

    /** Opens a file, or creates it with all counters at 0. */
    static FlightRecorder open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int bytes = ENTRY_BYTES * (Work.values().length + Count.values().length);
            return new FlightRecorder(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        }
    }

    void begin(Work work) {
        add(work.ordinal() * ENTRY_BYTES, 1);
    }

    void end(Work work) {
        add(work.ordinal() * ENTRY_BYTES + Long.BYTES, 1);
    }

    /** Returns whether work of a kind has begun and not ended. */
    boolean isInFlight(Work work) {
        return get(work.ordinal() * ENTRY_BYTES) > ended(work);
    }

    /** Returns how much work of a kind has ended. */
    long ended(Work work) {
        return get(work.ordinal() * ENTRY_BYTES + Long.BYTES);
    }

    void count(Count count) {
        add(position(count), 1);
    }

    void set(Count count, long value) {
        LONGS.setVolatile(counters, position(count), value);
    }

    long get(Count count) {
        return get(position(count));
    }

    private static int position(Count count) {
        return ENTRY_BYTES * (Work.values().length + count.ordinal());
    }

    private void add(int position, long delta) {
        long ignored = (long) LONGS.getAndAdd(counters, position, delta);
    }

    private long get(int position) {
        return (long) LONGS.getVolatile(counters, position);
    }
}
