package io.foreshard.plugin.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.tier.DiskDirectory;
import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TierListener;
import io.foreshard.tier.TieredStorage;
import io.foreshard.tier.TransferSizes;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIO;
import org.apache.ignite.internal.processors.cache.persistence.file.FileIODecorator;
import org.apache.ignite.internal.processors.cache.persistence.file.RandomAccessFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ignite reads any part of the header page of a file with remote pages and sees the bytes that it wrote. */
class TieredFileIoTest {
    private static final int PAGE_BYTES = 4096;
    private static final int VERSION = 2;
    private static final int MARK = 0x46530000;
    private static final int TIER_OFFSET = 64;
    private static final int TIER_END = TIER_OFFSET + PartitionHeader.BYTES;

    @TempDir
    Path directory;

    private Path path;
    private byte[] written;
    private ShortReads delegate;
    private TieredFileIo file;

    @BeforeEach
    void markFile() throws IOException {
        path = directory.resolve("part-1.bin");
        written = new byte[2 * PAGE_BYTES];
        new Random(1).nextBytes(written);
        ByteBuffer.wrap(written).order(ByteOrder.nativeOrder()).putInt(IgnitePageFormat.VERSION_OFFSET, VERSION);
        byte[] plain = written.clone();
        Arrays.fill(plain, TIER_OFFSET, TIER_END, (byte) 0);
        Files.write(path, plain);
        IgnitePageFormat format = new IgnitePageFormat(PAGE_BYTES);
        TieredStorage storage = new TieredStorage(
                hostThatIsNotAsked(),
                new MemoryObjectStore(),
                "memory:",
                Runnable::run,
                Runnable::run,
                Clock.systemUTC(),
                Duration.ZERO,
                TransferSizes.defaults(),
                TierListener.NONE);
        PartitionLocation location =
                new PartitionLocation(1, "rows", 1, new DiskDirectory(directory.resolve("tier")), "cache-rows");
        DiskPartitionFile disk = DiskPartitionFile.writable(path);
        delegate = new ShortReads(
                new RandomAccessFileIO(path.toFile(), StandardOpenOption.READ, StandardOpenOption.WRITE));
        file = new TieredFileIo(delegate, storage.open(location, disk, format), null, null);
        disk.write(mark(), IgnitePageFormat.VERSION_OFFSET);
        disk.write(ByteBuffer.wrap(written, TIER_OFFSET, PartitionHeader.BYTES), TIER_OFFSET);
        disk.close();
        assertThat(Files.readAllBytes(path)).isNotEqualTo(written);
    }

    private static PartitionHost hostThatIsNotAsked() {
        return (PartitionHost) Proxy.newProxyInstance(
                PartitionHost.class.getClassLoader(),
                new Class<?>[] {PartitionHost.class},
                (host, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static ByteBuffer mark() {
        int marked = MARK | VERSION;
        assertThat(PartitionHeader.unmarked(marked)).isEqualTo(VERSION);
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, marked);
    }

    @AfterEach
    void close() throws IOException {
        delegate.close();
    }

    /** A file whose reads return at most some bytes. */
    private static final class ShortReads extends FileIODecorator {
        private int most = Integer.MAX_VALUE;

        ShortReads(FileIO delegate) {
            super(delegate);
        }

        @Override
        public int read(ByteBuffer buffer, long position) throws IOException {
            int length = Math.min(buffer.remaining(), most);
            int read = delegate.read(buffer.slice(buffer.position(), length), position);
            buffer.position(buffer.position() + Math.max(0, read));
            return read;
        }
    }

    /** Returns offsets around the header of Ignite, the slots and the end of the page. */
    private static int[] borders() {
        return IntStream.of(0, TIER_OFFSET, TIER_OFFSET + PartitionHeader.BYTES / 2, TIER_END, PAGE_BYTES - 10)
                .flatMap(start -> IntStream.range(start, start + 14))
                .toArray();
    }

    private void readsAllParts(int longest) throws IOException {
        for (int begin : borders()) {
            for (int end : borders()) {
                if (begin < end && end <= PAGE_BYTES && end - begin <= longest) {
                    ByteBuffer buffer =
                            ByteBuffer.allocate(end - begin + 2).position(1).limit(end - begin + 1);
                    file.readFully(buffer, begin);
                    assertThat(Arrays.copyOfRange(buffer.array(), 1, end - begin + 1))
                            .as("bytes %d to %d", begin, end)
                            .isEqualTo(Arrays.copyOfRange(written, begin, end));
                }
            }
        }
    }

    @Test
    void read_anyPartOfTheHeaderPage_isAsIgniteWroteIt() throws IOException {
        readsAllParts(PAGE_BYTES);
    }

    @Test
    void read_shortReadsOfTheHeaderPage_areAsIgniteWroteThem() throws IOException {
        for (int most : new int[] {1, 3}) {
            delegate.most = most;
            readsAllParts(25);
        }
    }
}
