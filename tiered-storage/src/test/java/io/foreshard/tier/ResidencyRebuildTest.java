package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.tier.RebuildReport.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A residency is deleted and rebuilt after random writes, reads and offloads: every page has its newest content. */
class ResidencyRebuildTest {
    private static final int PAGE_BYTES = 1024;
    private static final int PAGES = 60;
    private static final int NUMBER_OFFSET = 4;
    private static final int VERSION_OFFSET = 8;
    private static final String CACHE = "cache-a";

    @TempDir
    Path directory;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final int[] versions = new int[PAGES];
    private DiskDirectory tier;
    private Path path;
    private PartitionLocation location;

    @BeforeEach
    void create() throws IOException {
        tier = new DiskDirectory(directory.resolve("tier").resolve("node"));
        location = new PartitionLocation(1, "a", 3, tier, CACHE);
        path = Files.write(directory.resolve("part-3.bin"), new byte[PAGE_BYTES]);
    }

    /** A file whose holes are zeros. */
    private static final class TestFile implements PartitionFile, AutoCloseable {
        private final DiskPartitionFile file;

        TestFile(Path path) throws IOException {
            file = DiskPartitionFile.writable(path);
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public long allocatedBytes() {
            return file.allocatedBytes();
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
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void punch(long position, long length) throws IOException {
            file.write(ByteBuffer.allocate((int) length), position);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Pages with checksum, number and version; page 0 is the header. */
    private static final class Format implements PageFormat {
        @Override
        public int pageBytes() {
            return PAGE_BYTES;
        }

        @Override
        public boolean isOffloadable(ByteBuffer page) {
            return page.getInt(0) != 0 && page.getInt(NUMBER_OFFSET) % 7 != 0;
        }

        @Override
        public boolean isIntact(int number, ByteBuffer page) {
            return page.getInt(NUMBER_OFFSET) == number && page.getInt(0) == crc(page);
        }

        @Override
        public int versionOffset() {
            return VERSION_OFFSET;
        }

        @Override
        public int tierOffset() {
            return 64;
        }
    }

    private static int crc(ByteBuffer page) {
        CRC32 crc = new CRC32();
        crc.update(page.slice(NUMBER_OFFSET, PAGE_BYTES - NUMBER_OFFSET));
        return (int) crc.getValue();
    }

    private static ByteBuffer page(int number, int version) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.nativeOrder());
        new Random(number * 1_000L + version).nextBytes(page.array());
        page.putInt(NUMBER_OFFSET, number).putInt(VERSION_OFFSET, version);
        return page.putInt(0, crc(page));
    }

    private TieredStorage storage() {
        PartitionHost host = new PartitionHost() {
            @Override
            public TieredGroup group(String cacheOrGroup) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<TieredGroup> groups() {
                return List.of();
            }

            @Override
            public List<TieredGroup> ageingGroups() {
                return List.of();
            }

            @Override
            public Map<Integer, TieredPartition> partitions(TieredGroup group) {
                return Map.of();
            }

            @Override
            public long accesses(TieredGroup group, int partition) {
                return 0;
            }

            @Override
            public Reservation reserve(TieredGroup group, int partition) {
                return () -> {};
            }

            @Override
            public void checkpoint() {
                // The test forces the file.
            }

            @Override
            public Optional<Boolean> hasGroup(int id) {
                return Optional.empty();
            }

            @Override
            public Optional<Boolean> hasDirectory(String cacheDirectory) {
                return Optional.empty();
            }

            @Override
            public boolean isCoordinator() {
                return false;
            }

            @Override
            public boolean isElsewhere(int group, int partition) {
                return false;
            }

            @Override
            public Set<Integer> soleCopies(TieredGroup group) {
                return Set.of();
            }

            @Override
            public Optional<Set<String>> baseline() {
                return Optional.empty();
            }

            @Override
            public NodeName node() {
                return new NodeName("node", "node", "cluster");
            }

            @Override
            public boolean copiesFiles() {
                return false;
            }
        };
        return new TieredStorage(
                host,
                store,
                "memory:",
                Runnable::run,
                Runnable::run,
                Clock.systemUTC(),
                Duration.ofHours(1),
                TransferSizes.defaults(),
                new TierListener() {});
    }

    /** Opens the partition, runs some steps, and closes it. */
    private void session(Random random, int steps) throws IOException {
        TieredStorage storage = storage();
        try (TestFile file = new TestFile(path)) {
            TieredPartition partition = storage.open(location, file, new Format());
            for (int step = 0; step < steps; step++) {
                int number = 1 + random.nextInt(PAGES - 1);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        partition.force();
                        partition.moves().offload();
                        storage.checkpointed();
                    }
                    case 1 -> {
                        partition.force();
                        storage.checkpointed();
                    }
                    case 2, 3, 4, 5 -> verify(partition, number);
                    default -> partition.write(page(number, ++versions[number]), (long) number * PAGE_BYTES);
                }
            }
            partition.force();
            storage.checkpointed();
            partition.close();
        }
    }

    private void verify(TieredPartition partition, int number) throws IOException {
        if (versions[number] == 0) {
            return;
        }
        ByteBuffer found = ByteBuffer.allocate(PAGE_BYTES);
        while (!partition.readLocal(found, (long) number * PAGE_BYTES)) {
            partition.fetch(number);
        }
        assertThat(found.array())
                .as("page %d", number)
                .isEqualTo(page(number, versions[number]).array());
    }

    private void verifyAll() throws IOException {
        try (TestFile file = new TestFile(path)) {
            TieredPartition partition = storage().open(location, file, new Format());
            for (int number = 1; number < PAGES; number++) {
                verify(partition, number);
            }
            partition.close();
        }
    }

    private void fill() throws IOException {
        try (TestFile file = new TestFile(path)) {
            TieredPartition partition = storage().open(location, file, new Format());
            for (int number = 1; number < PAGES; number++) {
                partition.write(page(number, ++versions[number]), (long) number * PAGE_BYTES);
            }
            partition.force();
            partition.moves().offload();
            partition.close();
        }
    }

    private RebuildReport rebuild(boolean isDryRun) throws IOException {
        try (DiskPartitionFile file = DiskPartitionFile.readOnly(path)) {
            return new ResidencyRebuild(tier, store).rebuild(location, file, new Format(), isDryRun);
        }
    }

    private void deleteLog() throws IOException {
        LogDirectory log = tier.log(CACHE);
        for (int number : log.segments()) {
            log.delete(number);
        }
    }

    @RepeatedTest(60)
    void rebuild_logDeletedAfterRandomSteps_findsTheNewestPages(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        fill();
        for (int session = 0; session < 3; session++) {
            session(random, 80);
            if (random.nextBoolean()) {
                deleteLog();
                RebuildReport report = rebuild(false);
                assertThat(report.outcome()).as(report.sentence()).isEqualTo(Outcome.REBUILT);
                assertThat(report.local() + report.remote()).isEqualTo(PAGES - 1);
                assertThat(report.damaged()).isZero();
                assertThat(rebuild(false).outcome()).isEqualTo(Outcome.INTACT);
            }
        }
        verifyAll();
    }

    @Test
    void rebuild_dryRun_changesNothing() throws IOException {
        fill();
        deleteLog();

        assertThat(rebuild(true).outcome()).isEqualTo(Outcome.REBUILDABLE);

        assertThat(tier.log(CACHE).segments()).isEmpty();
    }

    @Test
    void rebuild_ownerFileLost_findsTheManifestInTheStore() throws IOException {
        fill();
        deleteLog();
        Files.delete(tier.path().resolve("owner"));

        assertThat(rebuild(false).outcome()).isEqualTo(Outcome.REBUILT);

        verifyAll();
    }

    @Test
    void rebuild_localPageDamaged_isReported() throws IOException {
        fill();
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes[7 * PAGE_BYTES + 500] | bytes[7 * PAGE_BYTES + 501])
                .as("a page that is never offloaded")
                .isNotZero();
        bytes[7 * PAGE_BYTES + 500] ^= 1;
        bytes[8 * PAGE_BYTES + 500] ^= 1;
        Files.write(path, bytes);
        deleteLog();

        RebuildReport report = rebuild(false);

        assertThat(report.missing()).as("not in an object").isEqualTo(1);
        assertThat(report.damaged()).as("in an object, and bytes in its hole").isEqualTo(1);
    }

    @Test
    void rebuild_olderFile_isRefused() throws IOException {
        fill();
        byte[] old = Files.readAllBytes(path);
        session(new Random(1), 300);
        Files.write(path, old);

        assertThat(rebuild(false).outcome()).as("with the newer log").isEqualTo(Outcome.REFUSED);
        deleteLog();
        assertThat(rebuild(false).outcome()).as("with the newer manifest").isEqualTo(Outcome.REFUSED);
    }

    @Test
    void rebuild_footerDamaged_fails() throws IOException {
        fill();
        deleteLog();
        String object = store.list("nodes/").stream()
                .filter(name -> name.contains("/part-") && !name.endsWith("/manifest"))
                .findFirst()
                .orElseThrow();
        store.delete(List.of(object));
        store.put(object, ByteBuffer.allocate(200 * PAGE_BYTES));

        assertThatThrownBy(() -> rebuild(false))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(object);
        assertThat(tier.log(CACHE).segments()).isEmpty();
    }
}
