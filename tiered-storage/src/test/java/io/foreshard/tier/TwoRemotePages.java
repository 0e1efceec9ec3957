package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One partition with two remote pages, for tests that extend this class. */
abstract class TwoRemotePages {
    @TempDir
    Path directory;

    final List<String> events = new ArrayList<>();
    MemoryFile file;
    TestTier tier;
    TieredPartition partition;

    private final TierListener listener = new TierListener() {
        @Override
        public void pageDamaged(DamagedPage page) {
            events.add("damaged " + page.page());
        }

        @Override
        public void pageHealed(String object, int page) {
            events.add("healed " + page);
        }

        @Override
        public void fillFailed(String group, int number, Exception cause) {
            events.add("not filled " + group + " " + number + ": " + cause.getMessage());
        }

        @Override
        public void pageReused(String object, int page) {
            events.add("reused " + page);
        }
    };

    @BeforeEach
    void offloadTwoPages() throws IOException {
        tier = new TestTier(directory, Runnable::run, listener);
        file = TestTier.file();
        partition = tier.open(0, file);
        TestPages.write(partition, 1, 111);
        TestPages.write(partition, 2, 222);
        partition.force();
        assertThat(partition.moves().offload()).isEqualTo(2);
        tier.storage.checkpointBegins();
        tier.storage.checkpointed();
    }

    /** Starts another process on the same disk and store. */
    void restart(MemoryFile opened) throws IOException {
        tier = new TestTier(directory, tier.store, Runnable::run, listener);
        file = opened;
        partition = tier.open(0, opened);
    }

    Path segment() throws IOException {
        try (Stream<Path> segments = Files.list(directory.resolve("node-0/cache-rows"))) {
            return segments.sorted().findFirst().orElseThrow();
        }
    }

    List<String> objects() throws IOException {
        return tier.store.list("").stream()
                .filter(name -> name.contains("/group-") && !name.endsWith("/manifest"))
                .toList();
    }
}
