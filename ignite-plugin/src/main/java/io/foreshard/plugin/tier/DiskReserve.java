package io.foreshard.plugin.tier;

import java.io.IOException;
import org.apache.ignite.IgniteCheckedException;

/**
 * The rule that refuses writes to the cluster while the disk of this server has less free space than a reserve, and allows them again when it has a quarter more.
 *
 * <p>Free is the space that is left when the dirty pages in memory are written: a page that is remote only, or new, takes space at the next checkpoint, and a
 * checkpoint that finds none stops the node. {@link #poll} is to be called about once a second. Not thread-safe.
 */
public final class DiskReserve {
    private static final long RESUME_PARTS = 4;

    private final long reserveBytes;
    private final Space space;
    private final Writes writes;
    private final Listener listener;
    private boolean low;

    /** The file systems of this server. */
    public interface Space {
        /** Returns the free bytes of the file system that has the fewest. */
        long freeBytes() throws IOException;

        /** Returns the bytes that a checkpoint may write now. */
        long pendingBytes();
    }

    /** The switch of all writes to the cluster. */
    public interface Writes {
        /**
         * Refuses writes if this server has a full disk; allows them if no server has and they were refused by this method. Does nothing while the cluster
         * is inactive or already in that state.
         *
         * @param low whether the disk of this server is full
         */
        void settle(boolean low) throws IgniteCheckedException;
    }

    /** Receives the events, from the thread that polls. */
    public interface Listener {
        /** The free space fell below the reserve. */
        void diskLow(long freeBytes, long reserveBytes);

        /** The free space is enough again. */
        void diskFree(long freeBytes);

        /** A poll failed; the next one tries again. */
        void pollFailed(Exception cause);
    }

    /** @param reserveBytes free bytes below which writes are refused */
    public DiskReserve(long reserveBytes, Space space, Writes writes, Listener listener) {
        this.reserveBytes = reserveBytes;
        this.space = space;
        this.writes = writes;
        this.listener = listener;
    }

    /** Compares the free space with the reserve, and refuses or allows writes. */
    public void poll() {
        try {
            long free = space.freeBytes() - space.pendingBytes();
            if (!low && free < reserveBytes) {
                low = true;
                listener.diskLow(free, reserveBytes);
            } else if (low && free >= reserveBytes + reserveBytes / RESUME_PARTS) {
                low = false;
                listener.diskFree(free);
            }
            writes.settle(low);
        } catch (IOException | IgniteCheckedException | RuntimeException e) {
            listener.pollFailed(e);
        }
    }
}
