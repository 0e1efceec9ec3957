package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.DirectoryObjectStore;
import io.foreshard.store.FaultyObjectStore;
import io.foreshard.store.ObjectStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A seeded life of one partition: writes, forces, offloads, fetches, recalls, crashes and a store that fails, in any order. A page reads as what
 * was written last, or after a crash as what was there at some moment since the last force; and never as a hole.
 */
class TieredPartitionSimulationTest {
    private static final int PAGE = 256;
    private static final int PAGES = 40;
    private static final int STEPS = 120;
    private static final int DATA_PAGE = 1;
    private static final int TREE_PAGE = 5;

    private static final class Life {
        private final Random random;
        private final Path directory;
        private final MemoryFile file = new MemoryFile();
        private final FaultyObjectStore store;
        private final Map<Integer, Integer> written = new HashMap<>();
        /** What each page may be after a crash: what was forced, and what was written since. */
        private final Map<Integer, Set<Integer>> possible = new HashMap<>();

        private TieredPartition partition;
        private int crashes;
        private int offloads;

        Life(long seed, Path directory) throws IOException {
            random = new Random(seed);
            this.directory = directory;
            store = new FaultyObjectStore(new DirectoryObjectStore(directory.resolve("store")), seed, 0);
            ByteBuffer header = ByteBuffer.allocate(PAGE);
            file.write(header, 0);
            file.force();
            open();
        }

        private void open() throws IOException {
            partition = new TieredPartition(
                    "group/part/node", file, directory.resolve("residency"), PAGE, store, new TierStatistics());
        }

        void step() throws IOException {
            store.failing(random.nextInt(4) == 0 ? .5 : 0);
            try {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> write(1 + random.nextInt(PAGES - 1));
                    case 4 -> force();
                    case 5 -> offload();
                    case 6, 7 -> read(1 + random.nextInt(PAGES - 1));
                    case 8 -> crash();
                    default -> partition.recall(() -> false);
                }
            } catch (ObjectStoreException e) {
                assertThat(e).hasMessageContaining("got lost"); // nothing but the faults that were injected
            }
        }

        private void write(int page) throws IOException {
            for (int missing = (int) (file.sizeBytes() / PAGE); missing < page; missing++) {
                one(missing);
            }
            one(page);
        }

        private void one(int page) throws IOException {
            int value = random.nextInt();
            partition.write(content(page, value), (long) page * PAGE);
            written.put(page, value);
            possible.computeIfAbsent(page, unused -> new HashSet<>()).add(value);
        }

        private void force() throws IOException {
            partition.force();
            possible.replaceAll((page, values) -> new HashSet<>(Set.of(written.get(page))));
        }

        private void offload() throws IOException {
            force(); // an offload follows a checkpoint
            partition.offload();
            offloads++;
        }

        private void crash() throws IOException {
            file.crash();
            open();
            crashes++;
            written.clear();
            store.failing(0);
            for (int page = 1; page < file.sizeBytes() / PAGE; page++) {
                int value = valueOf(page);
                assertThat(possible.get(page))
                        .as("page " + page + " after a crash")
                        .contains(value);
                written.put(page, value);
            }
            possible.keySet().retainAll(written.keySet());
            possible.replaceAll((page, values) -> new HashSet<>(Set.of(written.get(page))));
        }

        private int valueOf(int page) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
            readNow(page, buffer);
            return buffer.getInt(8);
        }

        private void read(int page) throws IOException {
            if (written.containsKey(page)) {
                ByteBuffer buffer = ByteBuffer.allocate(PAGE);
                readNow(page, buffer);
                assertThat(buffer).as("page " + page).isEqualTo(content(page, written.get(page)));
            }
        }

        private void readNow(int page, ByteBuffer buffer) throws IOException {
            while (!partition.readLocal(buffer, (long) page * PAGE)) {
                partition.fetch(page);
            }
            buffer.flip();
        }

        void verify() throws IOException {
            store.failing(0);
            for (int page : written.keySet()) {
                read(page);
            }
            int listed = store.list("").size();
            int deleted = partition.deleteOrphans(store.list(""));
            assertThat(store.list("")).hasSize(listed - deleted);
            for (int page : written.keySet()) {
                read(page);
            }
        }
    }

    private static ByteBuffer content(int page, int value) {
        ByteBuffer buffer = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
        buffer.putShort(0, (short) (page % 5 == 0 ? TREE_PAGE : DATA_PAGE));
        buffer.putInt(8, value);
        for (int i = 12; i < PAGE; i++) {
            buffer.put(i, (byte) (value >>> i % 24));
        }
        return buffer;
    }

    @Property(tries = 60, seed = "42")
    void nothingIsLost(@ForAll long seed) throws IOException {
        Path directory = Files.createTempDirectory("simulation");
        try {
            Life life = new Life(seed, directory);
            for (int step = 0; step < STEPS; step++) {
                life.step();
            }
            life.verify();
            assertThat(life.crashes).isPositive();
            assertThat(life.offloads).isPositive();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
