package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreshard.tier.retention.RetentionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temperature of one partition when the budget ends and begins again, as in a restart of its node. */
class TemperaturesTest {
    @TempDir
    Path directory;

    private final List<String> failures = new ArrayList<>();
    private TestTier tier;
    private LocalBudget budget;

    @BeforeEach
    void open() throws IOException {
        tier = new TestTier(directory, Runnable::run, new TierListener() {
            @Override
            public void temperaturesFailed(Exception cause) {
                failures.add(cause.getMessage());
            }
        });
        tier.open(0, TestTier.file());
        budget = budget();
    }

    private LocalBudget budget() {
        return new LocalBudget(
                tier.storage,
                tier.host,
                LocalBudget.UNLIMITED,
                Duration.ofMinutes(10),
                RetentionPolicy.leastRecentlyUsed(),
                tier.clock,
                tier.storage.events());
    }

    private double temperature() {
        return budget.residences().get(0).temperature();
    }

    @Test
    void poll_restarted_isDecayedByTheTimeBetween() {
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.poll();
        budget.learn(MemoryHost.GROUP.name(), 0, 400);
        budget.poll();
        budget.close();
        tier.clock.advance(Duration.ofHours(2));

        budget = budget();
        budget.poll();

        assertThat(temperature()).isCloseTo(100, within(.001));
        budget.close();
        tier.clock.advance(Duration.ofHours(20));
        budget = budget();
        budget.poll();
        budget.close();
        budget = budget();
        budget.poll();
        assertThat(temperature()).as("written while it was below .1").isZero();
    }

    @Test
    void poll_killedAfterAMinute_isThatOfTheLastMinute() {
        budget.poll();
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.poll();
        tier.clock.advance(Duration.ofMinutes(1));
        budget.poll();
        budget.learn(MemoryHost.GROUP.name(), 0, 1_000);
        budget.poll();

        budget = budget();
        budget.poll();

        assertThat(temperature()).isBetween(98., 100.);
    }

    @Test
    void poll_fileIsDamaged_beginsAtZeroAndSaysSo() throws IOException {
        budget.learn(MemoryHost.GROUP.name(), 0, 100);
        budget.poll();
        budget.close();
        byte[] content = tier.directory.read(Temperatures.FILE);
        content[content.length / 2] ^= 1;
        tier.directory.replace(Temperatures.FILE, content);

        budget = budget();
        budget.poll();

        assertThat(temperature()).isZero();
        assertThat(failures).last().asString().startsWith("temperatures is damaged");
        tier.directory.replace(Temperatures.FILE, CheckedText.encode("foreshard-temperatures 2", Map.of()));
        budget = budget();
        budget.poll();
        assertThat(failures).last().asString().contains("begins with 'foreshard-temperatures 2'");
    }

    @Test
    void poll_fileIsOpenedAgain_isKept() throws IOException {
        for (int i = 0; i < 50; i++) {
            tier.host.access(0);
        }
        budget.poll();
        tier.host.remove(0);
        budget.poll();
        assertThat(budget.residences()).isEmpty();

        tier.open(0, TestTier.file());
        budget.poll();

        assertThat(temperature()).isEqualTo(50);
    }
}
