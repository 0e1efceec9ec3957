package io.foreshard.tier;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Segments of a log in memory, which count appends, forces and reads. Not thread-safe. */
final class MemoryLog implements LogDirectory {
    private final Map<Integer, byte[]> segments = new TreeMap<>();
    private int appends;
    private int forces;
    private int reads;
    private long appendedBytes;
    private boolean failsToAppend;

    int appends() {
        return appends;
    }

    int forces() {
        return forces;
    }

    int reads() {
        return reads;
    }

    long appendedBytes() {
        return appendedBytes;
    }

    /** Each append writes half of its bytes and fails, until this is called with false. */
    void failsToAppend(boolean fails) {
        failsToAppend = fails;
    }

    byte[] content(int number) {
        return segments.get(number);
    }

    void replace(int number, byte[] content) {
        segments.put(number, content);
    }

    @Override
    public List<Integer> segments() {
        return new ArrayList<>(segments.keySet());
    }

    @Override
    public Segment create(int number) throws IOException {
        if (segments.putIfAbsent(number, new byte[0]) != null) {
            throw new IOException("Segment " + number + " exists.");
        }
        return new Segment() {
            @Override
            public void append(ByteBuffer bytes) throws IOException {
                byte[] before = segments.get(number);
                int length = failsToAppend ? bytes.remaining() / 2 : bytes.remaining();
                byte[] after = Arrays.copyOf(before, before.length + length);
                bytes.get(after, before.length, length);
                segments.put(number, after);
                if (failsToAppend) {
                    throw new IOException("The disk is full.");
                }
                appends++;
                appendedBytes += length;
            }

            @Override
            public void force() {
                forces++;
            }

            @Override
            public void close() {
                // Nothing to give back.
            }
        };
    }

    @Override
    public long bytes(int number) {
        return segments.get(number).length;
    }

    @Override
    public InputStream read(int number) {
        reads++;
        return new ByteArrayInputStream(segments.get(number));
    }

    @Override
    public void delete(int number) {
        segments.remove(number);
    }
}
