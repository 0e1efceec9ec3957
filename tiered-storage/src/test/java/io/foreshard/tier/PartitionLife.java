package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A seeded life of one partition: writes, forces, offloads, fetches, recalls, a store that fails, crashes between operations and kills inside them.
 *
 * <p>Checks that a page reads as the last write of it or, after a crash, as it was at some moment since the last force; never as a hole. After a kill of
 * the process alone the database writes again what it wrote since the last force: the tier relies on that.
 */
final class PartitionLife {
    private static final int PAGES = 40;
    /** A kill hits one of this many calls of a port, or none if the operation makes fewer. */
    private static final int KILL_RANGE = 30;

    private final Random random;
    private final Path directory;
    private final KillSwitch power = new KillSwitch();
    private final MemoryFile file = new MemoryFile(power);
    private final FaultyObjectStore store;
    private final Map<Integer, Integer> written = new HashMap<>();
    /** Values that each page may have after a crash: the forced one, and those written since. */
    private final Map<Integer, Set<Integer>> possible = new HashMap<>();

    private TieredPartition partition;
    private int crashes;
    private int kills;
    private int offloads;

    PartitionLife(long seed, Path directory) throws IOException {
        random = new Random(seed);
        this.directory = directory;
        store = new FaultyObjectStore(new KillableStore(new MemoryObjectStore(), power), seed, 0);
        file.write(TestPages.header(), 0);
        file.force();
        open();
    }

    int crashes() {
        return crashes;
    }

    int kills() {
        return kills;
    }

    int offloads() {
        return offloads;
    }

    private void open() throws IOException {
        partition = new TieredPartition(
                "group/part/node",
                file,
                directory.resolve("residency"),
                TestPages.FORMAT,
                store,
                new TierEvents(new TierStatistics(), TierListener.NONE));
    }

    void step() throws IOException {
        store.failing(random.nextInt(4) == 0 ? .5 : 0);
        if (random.nextInt(4) == 0) {
            power.killAt(1 + random.nextInt(KILL_RANGE), random.nextBoolean());
        }
        try {
            operate();
        } catch (ObjectStoreException e) {
            assertThat(e).hasMessageContaining("got lost"); // no other failure than the injected ones
        } catch (KillSwitch.Killed e) {
            kills++;
            crash();
        } finally {
            power.reset();
        }
    }

    private void operate() throws IOException {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> write(1 + random.nextInt(PAGES - 1));
            case 4 -> force();
            case 5 -> offload();
            case 6, 7 -> read(1 + random.nextInt(PAGES - 1));
            case 8 -> crash();
            default -> partition.recall(() -> false);
        }
    }

    /** Writes a page, and before it those that the file lacks: a file grows without gaps. */
    private void write(int page) throws IOException {
        for (int missing = (int) (file.sizeBytes() / TestPages.BYTES); missing < page; missing++) {
            writeOne(missing);
        }
        writeOne(page);
    }

    private void writeOne(int page) throws IOException {
        int value = random.nextInt();
        // Recorded first: a killed write may have taken effect.
        possible.computeIfAbsent(page, unused -> new HashSet<>()).add(value);
        TestPages.write(partition, page, value);
        written.put(page, value);
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
        power.reset();
        store.failing(0);
        boolean powerLoss = random.nextBoolean();
        if (powerLoss) {
            file.crash();
            open();
        } else {
            open(); // the process was killed, and the operating system keeps its writes
            recover();
        }
        crashes++;
        written.clear();
        for (int page = 1; page < file.sizeBytes() / TestPages.BYTES; page++) {
            int value = TestPages.value(partition, page);
            assertThat(possible.get(page)).as("page %d after a crash", page).contains(value);
            written.put(page, value);
        }
        possible.keySet().retainAll(written.keySet());
        if (powerLoss) {
            possible.replaceAll((page, values) -> new HashSet<>(Set.of(written.get(page))));
        }
    }

    /** Writes each page again that was written since the last force, as the database does from its log. */
    private void recover() throws IOException {
        for (Map.Entry<Integer, Set<Integer>> page : possible.entrySet()) {
            if (page.getValue().size() > 1 && page.getKey() < file.sizeBytes() / TestPages.BYTES) {
                TestPages.write(partition, page.getKey(), written.get(page.getKey()));
            }
        }
    }

    private void read(int page) throws IOException {
        if (written.containsKey(page)) {
            assertThat(TestPages.read(partition, page))
                    .as("page %d", page)
                    .isEqualTo(TestPages.page(page, written.get(page)));
        }
    }

    /** Reads everything, deletes orphans, and reads everything again. */
    void verify() throws IOException {
        store.failing(0);
        for (int page : written.keySet()) {
            read(page);
        }
        int listed = store.list("").size();
        int deleted = partition.deleteOrphans(new TreeSet<>(store.list("")));
        assertThat(store.list("")).hasSize(listed - deleted);
        for (int page : written.keySet()) {
            read(page);
        }
    }
}
