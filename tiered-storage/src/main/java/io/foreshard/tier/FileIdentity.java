package io.foreshard.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** The random number in the header of a partition file that ties the file to its residency; 0 before the first offload. Thread-safe. */
final class FileIdentity {
    private final PartitionFile file;
    private final PageFormat format;

    FileIdentity(PartitionFile file, PageFormat format) {
        this.file = file;
        this.format = format;
    }

    /** Returns a number that is not 0. */
    static long random() {
        return ThreadLocalRandom.current().nextLong() | 1;
    }

    /** Returns the identity in the header, 0 if the file has none or no header yet. */
    long read() throws IOException {
        if (file.sizeBytes() < format.pageBytes()) {
            return 0;
        }
        ByteBuffer buffer = buffer();
        file.read(buffer, format.identityOffset());
        return buffer.getLong(0);
    }

    /** Writes the identity into the header; it is durable when the method returns. */
    void write(long identity) throws IOException {
        file.write(buffer().putLong(0, identity), format.identityOffset());
        file.force();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    }
}
