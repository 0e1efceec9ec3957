package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.tier.PartitionHeader.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The slots and the mark in the header page of a partition file. */
class PartitionHeaderTest {
    private static final PlainFormat FORMAT = new PlainFormat(1024);
    private static final int VERSION = 2;
    private static final StoreIdentity STORE = new StoreIdentity(new UUID(3, 4), "s3://bucket/\u00fcber");

    private final SparseFile file = new SparseFile(1024, 4096);
    private final PartitionHeader header = new PartitionHeader(file, FORMAT);

    @BeforeEach
    void createFile() {
        bytes().putInt(FORMAT.versionOffset(), VERSION);
    }

    private ByteBuffer bytes() {
        return ByteBuffer.wrap(file.header()).order(ByteOrder.nativeOrder());
    }

    private int version() {
        return bytes().getInt(FORMAT.versionOffset());
    }

    private static Slot slot(long generation) {
        return new Slot(99, generation, 7, STORE, true);
    }

    @Test
    void read_newFile_isEmpty() throws IOException {
        assertThat(header.read()).isEmpty();
        assertThat(header.isUsed()).isFalse();
    }

    @Test
    void write_generations_readsTheNewest() throws IOException {
        for (long generation = 1; generation < 6; generation++) {
            header.write(slot(generation));

            assertThat(header.read()).contains(slot(generation));
        }
        assertThat(version()).isNotEqualTo(VERSION);
        assertThat(PartitionHeader.unmarked(version())).isEqualTo(VERSION);
    }

    @Test
    void read_newestSlotTorn_returnsTheOneBefore() throws IOException {
        header.write(slot(1));
        header.write(slot(2));
        file.header()[FORMAT.tierOffset() + 100] ^= 1; // generation 2 is in the first slot

        assertThat(header.read()).contains(slot(1));
    }

    @Test
    void read_onlySlotTorn_failsUnlessTheLogExplainsIt() throws IOException {
        header.write(slot(1));
        file.header()[FORMAT.tierOffset() + PartitionHeader.BYTES / 2] ^= 1;

        assertThatThrownBy(header::read).hasMessageContaining("header of the partition file is damaged");
        assertThat(header.read(true)).isEmpty();
        assertThat(header.isUsed()).isTrue();
    }

    @Test
    void read_slotsZeroAndMarked_fails() throws IOException {
        header.write(slot(1));
        Arrays.fill(file.header(), FORMAT.tierOffset(), FORMAT.tierOffset() + PartitionHeader.BYTES, (byte) 0);

        assertThatThrownBy(header::read).isInstanceOf(IOException.class);
    }

    @Test
    void clear_offloadedFile_isPlainAndDurable() throws IOException {
        byte[] plain = file.header().clone();
        header.write(slot(1));
        header.write(slot(2));
        int forces = file.forces();

        header.clear();

        assertThat(file.header()).isEqualTo(plain);
        assertThat(file.forces() - forces)
                .as("the removed mark, then the slots")
                .isEqualTo(2);
    }

    @Test
    void write_longUri_isShortened() throws IOException {
        StoreIdentity store = new StoreIdentity(STORE.id(), "s3://" + "\u00fc".repeat(300));
        header.write(new Slot(99, 1, 7, store, true));

        String uri = header.read().orElseThrow().store().uri();
        assertThat(store.uri()).startsWith(uri);
        assertThat(PartitionHeader.isUri(header.read().orElseThrow(), store.uri()))
                .isTrue();
    }
}
