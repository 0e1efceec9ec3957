package io.foreshard.tier.testing;

import io.foreshard.tier.LogDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The segments of one log on a {@link SimulatedDisk}. A power failure cuts a segment at any byte after the forced ones, or leaves garbage there; deletions
 * since the last creation may be undone, the latest first. Not thread-safe: one actor runs at a time.
 */
final class SimulatedLog implements LogDirectory {
    private static final int MAX_GARBAGE = 64;

    private final SimulatedDisk disk;
    private final Map<Integer, Content> segments = new TreeMap<>();

    private static final class Content {
        private byte[] bytes = {};
        private int forced;

        Content copy() {
            Content copy = new Content();
            copy.bytes = bytes;
            copy.forced = forced;
            return copy;
        }
    }

    SimulatedLog(SimulatedDisk disk) {
        this.disk = disk;
    }

    SimulatedLog copy(SimulatedDisk other) {
        SimulatedLog copy = new SimulatedLog(other);
        segments.forEach((number, content) -> copy.segments.put(number, content.copy()));
        return copy;
    }

    @Override
    public List<Integer> segments() {
        disk.power().check();
        return new ArrayList<>(segments.keySet());
    }

    @Override
    public Segment create(int number) throws IOException {
        disk.power().enter("log.create");
        if (segments.containsKey(number)) {
            throw new IOException("Segment " + number + " exists.");
        }
        boolean fails = disk.fails("log.create");
        if (!fails || disk.random().nextBoolean()) {
            segments.put(number, new Content());
        }
        if (fails) {
            disk.failed("log.create");
        }
        disk.power().leave("log.create", "" + number);
        return new OpenSegment(segments.get(number));
    }

    @Override
    public long bytes(int number) {
        return segments.get(number).bytes.length;
    }

    @Override
    public InputStream read(int number) {
        disk.power().check();
        return new ByteArrayInputStream(segments.get(number).bytes);
    }

    @Override
    public void delete(int number) throws IOException {
        disk.power().enter("log.delete");
        if (disk.fails("log.delete")) {
            disk.failed("log.delete");
        }
        segments.remove(number);
        disk.power().leave("log.delete", "" + number);
    }

    void losePower() {
        segments.values().forEach(this::cut);
    }

    private void cut(Content content) {
        int kept = content.forced + disk.random().nextInt(content.bytes.length - content.forced + 1);
        if (kept == content.bytes.length) {
            content.forced = kept;
            return;
        }
        int garbage = disk.random().nextBoolean() ? disk.random().nextInt(MAX_GARBAGE) : 0;
        byte[] bytes = Arrays.copyOf(content.bytes, kept + garbage);
        if (disk.random().nextBoolean()) {
            for (int i = kept; i < bytes.length; i++) {
                bytes[i] = (byte) disk.random().nextInt();
            }
        }
        content.bytes = bytes;
        content.forced = bytes.length;
    }

    /** Returns the bytes of each segment. */
    Map<Integer, byte[]> contents() {
        Map<Integer, byte[]> contents = new TreeMap<>();
        segments.forEach((number, content) -> contents.put(number, content.bytes));
        return contents;
    }

    /** Replaces all segments, durably. */
    void replace(Map<Integer, byte[]> contents) {
        segments.clear();
        contents.forEach((number, bytes) -> {
            Content content = new Content();
            content.bytes = bytes;
            content.forced = bytes.length;
            segments.put(number, content);
        });
    }

    private final class OpenSegment implements Segment {
        private final Content content;

        OpenSegment(Content content) {
            this.content = content;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            disk.power().enter("log.append");
            int length = bytes.remaining();
            boolean fails = disk.fails("log.append");
            int appended = fails ? disk.random().nextInt(length + 1) : length;
            int before = content.bytes.length;
            byte[] longer = Arrays.copyOf(content.bytes, before + appended);
            bytes.get(longer, before, appended);
            content.bytes = longer;
            if (fails) {
                disk.failed("log.append");
            }
            disk.power().leave("log.append", "" + length);
        }

        @Override
        public void force() throws IOException {
            disk.power().enter("log.force");
            if (disk.fails("log.force")) {
                disk.failed("log.force");
            }
            content.forced = content.bytes.length;
            disk.power().leave("log.force", "done");
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }
}
