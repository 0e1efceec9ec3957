package io.foreshard.workbench.attack.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
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
public final class FlightRecorder {
    /** The property of a server process that names the file of its recorder. */
    public static final String PROPERTY = "foreshard.attack.recorder";

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ENTRY_BYTES = 2 * Long.BYTES;

    private final ByteBuffer counters;

    /** The work that a kill can interrupt. */
    public enum Work {
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
    public enum Count {
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

    /** Returns the recorder of this process, whose file {@value #PROPERTY} names. */
    public static FlightRecorder ofThisProcess() {
        try {
            return open(Path.of(System.getProperty(PROPERTY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a file, or creates it with all counters at 0. */
    public static FlightRecorder open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int bytes = ENTRY_BYTES * (Work.values().length + Count.values().length);
            return new FlightRecorder(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        }
    }

    /** Notes that work has begun. */
    public void begin(Work work) {
        add(work.ordinal() * ENTRY_BYTES, 1);
    }

    /** Notes that work has ended. */
    public void end(Work work) {
        add(work.ordinal() * ENTRY_BYTES + Long.BYTES, 1);
    }

    /** Returns whether work of a kind has begun and not ended. */
    public boolean isInFlight(Work work) {
        return get(work.ordinal() * ENTRY_BYTES) > ended(work);
    }

    /** Returns how much work of a kind has ended. */
    public long ended(Work work) {
        return get(work.ordinal() * ENTRY_BYTES + Long.BYTES);
    }

    /** Adds 1 to a count. */
    public void count(Count count) {
        add(position(count), 1);
    }

    /** Sets a count. */
    public void set(Count count, long value) {
        LONGS.setVolatile(counters, position(count), value);
    }

    /** Returns a count. */
    public long get(Count count) {
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
