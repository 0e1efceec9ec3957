package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image is taken when the last one is older than the setting, also over a restart, and again after a failure. */
class ImageScheduleTest {
    private static final Duration EVERY = Duration.ofHours(6);

    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
    private final MemoryDirectory directory = new MemoryDirectory();
    private TestTier tier;
    private ImageSchedule schedule;

    @BeforeEach
    void start() throws IOException {
        tier = new TestTier(directory, store, Runnable::run, TierListener.NONE);
        new ImageDatabase(new Random(1), tier).onlyWrites();
        schedule = new ImageSchedule(tier.storage, null, EVERY);
    }

    @Test
    void poll_imageOlderThanTheSetting_takesOne() {
        schedule.poll();
        ImageReport first = tier.storage.lastImage().orElseThrow();
        tier.clock.advance(EVERY.minusMillis(1));
        long before = store.requests();
        schedule.poll();
        assertThat(tier.storage.lastImage()).contains(first);
        assertThat(store.requests())
                .as("requests of a poll that takes no image")
                .isEqualTo(before);

        tier.clock.advance(Duration.ofMillis(1));
        schedule.poll();

        assertThat(tier.storage.lastImage().orElseThrow().begun())
                .isEqualTo(first.begun().plus(EVERY));
    }

    @Test
    void poll_afterARestart_knowsTheImageBefore() throws IOException {
        schedule.poll();
        ImageReport first = tier.storage.lastImage().orElseThrow();

        start();
        assertThat(tier.storage.lastImage()).isEmpty();
        schedule.poll();

        assertThat(tier.storage.lastImage()).contains(first);
    }

    @Test
    void poll_storeFailed_triesAgainAtTheNextPoll() {
        store.failing(1);
        schedule.poll();
        assertThat(tier.storage.lastImage()).isEmpty();

        store.failing(0);
        schedule.poll();

        assertThat(tier.storage.lastImage()).isPresent();
    }
}
