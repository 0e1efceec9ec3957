package io.foreshard.plugin.tier;

import io.foreshard.plugin.internal.file.NodeDisk;
import io.foreshard.tier.ImageFile;
import io.foreshard.tier.ImageSource;
import io.foreshard.tier.ImageTarget;
import io.foreshard.tier.PartitionFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.CheckpointState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager;

/** The disk of a node on which rows are written, and then a further checkpoint is made, before the image reads the first file. Thread-safe. */
final class CheckpointBeforePages implements ImageSource {
    private final ImageSource disk;
    private final GridKernalContext context;
    private final Runnable writes;
    private final AtomicBoolean hasRun = new AtomicBoolean();

    CheckpointBeforePages(Ignite ignite, Runnable writes) throws IgniteCheckedException {
        disk = new NodeDisk(ignite);
        context = ((IgniteEx) ignite).context();
        this.writes = writes;
    }

    boolean hasRun() {
        return hasRun.get();
    }

    @Override
    public int pageBytes() {
        return disk.pageBytes();
    }

    @Override
    public boolean isReady() {
        return disk.isReady();
    }

    @Override
    public void copy(ImageTarget target, Executor executor) throws IOException, InterruptedException {
        disk.copy(new Target(target), executor);
    }

    private void writeAndCheckpoint() throws IOException {
        try {
            checkpoint(); // that of the image has ended then
            writes.run();
            checkpoint();
        } catch (IgniteCheckedException e) {
            throw new IOException(e);
        }
    }

    private void checkpoint() throws IgniteCheckedException {
        ((GridCacheDatabaseSharedManager) context.cache().context().database())
                .forceCheckpoint("test")
                .futureFor(CheckpointState.FINISHED)
                .get();
    }

    /** Writes before the first file; the other files wait until that has ended. */
    private final class Target implements ImageTarget {
        private final ImageTarget target;

        Target(ImageTarget target) {
            this.target = target;
        }

        @Override
        public void begin() {
            target.begin();
        }

        @Override
        public void pages(ImageFile file, PartitionFile content, long bytes) throws IOException {
            synchronized (this) {
                if (hasRun.compareAndSet(false, true)) {
                    writeAndCheckpoint();
                }
            }
            target.pages(file, content, bytes);
        }

        @Override
        public void overwritten(ImageFile file, int maxPages, Pages pages) throws IOException {
            target.overwritten(file, maxPages, pages);
        }

        @Override
        public void file(String path, ByteBuffer content) throws IOException {
            target.file(path, content);
        }
    }
}
