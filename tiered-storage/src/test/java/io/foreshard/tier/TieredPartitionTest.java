package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.DirectoryObjectStore;
import io.foreshard.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures of the local disk around one tiered partition, and files that do not belong together. */
class TieredPartitionTest {
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private final MemoryFile file = new MemoryFile();
    private ObjectStore store;
    private Path residency;

    @BeforeEach
    void leave() throws IOException {
        store = new DirectoryObjectStore(directory.resolve("objects"));
        residency = directory.resolve("part-0.residency");
        file.write(ByteBuffer.allocate(PAGE), 0);
        TieredPartition partition = open();
        partition.write(page(111), PAGE);
        partition.write(page(222), 2L * PAGE);
        partition.force();
        assertThat(partition.offload()).isEqualTo(2);
    }

    private TieredPartition open() throws IOException {
        return new TieredPartition("group/part-0/node", file, residency, PAGE, store, new TierStatistics());
    }

    @Test
    void aResidencyThatCouldNotBeSavedIsSavedLater() throws IOException {
        TieredPartition partition = open();
        partition.write(page(333), PAGE);
        Path inTheWay =
                Files.createDirectory(residency.resolveSibling("part-0.residency.tmp")); // stands for a full disk
        assertThatThrownBy(partition::force).isInstanceOf(IOException.class);
        Files.delete(inTheWay);

        partition.force();
        file.crash();

        assertThat(read(open(), 1)).isEqualTo(333);
        assertThat(read(open(), 2)).isEqualTo(222);
    }

    @Test
    void aRecallWhileTheFileIsCopiedKeepsTheObjects() throws IOException {
        TieredPartition partition = open();

        assertThatThrownBy(() -> partition.recall(() -> true)).hasMessageContaining("A snapshot is being taken");

        assertThat(partition.hasObjects()).isTrue();
        assertThat(partition.recall(() -> false)).isZero();
        assertThat(partition.hasObjects()).isFalse();
        assertThat(store.list("")).isEmpty();
        assertThat(read(open(), 1)).isEqualTo(111);
    }

    @Test
    void withoutItsResidencyAPartitionIsNotOpened() throws IOException {
        Files.delete(residency);

        assertThatThrownBy(this::open)
                .hasMessageContaining("is missing")
                .hasMessageContaining("let the node rebalance");
    }

    @Test
    void withADamagedResidencyAPartitionIsNotOpened() throws IOException {
        byte[] bytes = Files.readAllBytes(residency);
        bytes[bytes.length / 2] ^= 1;
        Files.write(residency, bytes);

        assertThatThrownBy(this::open).hasMessageContaining("its checksum is wrong");
    }

    @Test
    void aFileThatWasCreatedAgainStartsWithoutObjects() throws IOException {
        MemoryFile again = new MemoryFile();
        again.write(ByteBuffer.allocate(PAGE), 0);

        TieredPartition partition =
                new TieredPartition("group/part-0/node", again, residency, PAGE, store, new TierStatistics());

        assertThat(partition.remotePages()).isZero();
        assertThat(partition.deleteOrphans(store.list(""))).isEqualTo(1);
    }

    private static int read(TieredPartition partition, int page) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
        while (!partition.readLocal(read, (long) page * PAGE)) {
            partition.fetch(page);
        }
        return read.getInt(100);
    }

    private static ByteBuffer page(int value) {
        ByteBuffer buffer = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
        buffer.putShort(0, (short) 1);
        buffer.putInt(100, value);
        return buffer;
    }
}
