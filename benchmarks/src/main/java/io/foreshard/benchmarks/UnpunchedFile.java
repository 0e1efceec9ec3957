package io.foreshard.benchmarks;

import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.PartitionFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A partition file whose remote pages keep their blocks: nothing but the space of the disk depends on them. Thread-safe. */
record UnpunchedFile(DiskPartitionFile file) implements PartitionFile {
    @Override
    public long sizeBytes() throws IOException {
        return file.sizeBytes();
    }

    @Override
    public long allocatedBytes() {
        return 0;
    }

    @Override
    public long modifiedMillis() {
        return file.modifiedMillis();
    }

    @Override
    public void read(ByteBuffer buffer, long position) throws IOException {
        file.read(buffer, position);
    }

    @Override
    public void write(ByteBuffer buffer, long position) throws IOException {
        file.write(buffer, position);
    }

    @Override
    public void punch(long position, long length) {
        // The blocks stay.
    }

    @Override
    public void force() throws IOException {
        file.force();
    }
}
