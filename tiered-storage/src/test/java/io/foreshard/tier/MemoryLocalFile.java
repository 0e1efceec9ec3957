package io.foreshard.tier;

import java.io.IOException;

/** A {@link LocalFile} in memory whose writes a {@link KillSwitch} can cut off, or a test can let fail. Not thread-safe. */
final class MemoryLocalFile implements LocalFile {
    private final KillSwitch power;
    private byte[] content;
    private boolean failsAfterWrite;
    private boolean failsBeforeWrite;

    MemoryLocalFile(KillSwitch power) {
        this.power = power;
    }

    MemoryLocalFile() {
        this(new KillSwitch());
    }

    /** Returns a file of another disk with the same content. */
    MemoryLocalFile copy(KillSwitch powerOfCopy) {
        MemoryLocalFile copy = new MemoryLocalFile(powerOfCopy);
        copy.content = content;
        return copy;
    }

    MemoryLocalFile copy() {
        return copy(new KillSwitch());
    }

    byte[] content() {
        return content;
    }

    /** Replaces the content, as the restore of a backup does. */
    void restore(byte[] old) {
        content = old;
    }

    /** Fails the next write, before or after it has replaced the content. */
    void failNextWrite(boolean after) {
        failsBeforeWrite = !after;
        failsAfterWrite = after;
    }

    @Override
    public byte[] read() {
        return content == null ? null : content.clone();
    }

    @Override
    public void replace(byte[] replacement) throws IOException {
        if (failsBeforeWrite) {
            failsBeforeWrite = false;
            throw new IOException("The disk failed before the write.");
        }
        power.<IOException>call(() -> content = replacement.clone());
        if (failsAfterWrite) {
            failsAfterWrite = false;
            throw new IOException("The disk failed after the write.");
        }
    }

    @Override
    public String toString() {
        return "owner";
    }
}
