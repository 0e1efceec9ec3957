package io.foreshard.plugin.tier;

import io.foreshard.tier.OffloadReport;
import io.foreshard.tier.PartitionActivity;
import io.foreshard.tier.Tier;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteLogger;

/**
 * The rule that lets partitions leave by themselves: those nobody accessed for {@code coldAfter}.
 *
 * <p>Each node decides about its own copies. It looks ten times per age, every one to five seconds of the machine's
 * time; the age itself is measured by the injected clock. A round that fails is logged, counted and tried again. Thread-safe.
 */
public final class AgeRule implements AutoCloseable {
    private static final long LEAST_PAUSE_MILLIS = 1_000;
    private static final long MOST_PAUSE_MILLIS = 5_000;
    private static final int LOOKS = 10;

    private final Tier tier;
    private final IgniteLogger log;
    private final Duration coldAfter;
    private final Clock clock;
    private final Map<String, IdlePartitions> groups = new HashMap<>();
    private final ScheduledExecutorService thread;

    /** Creates the rule; nothing leaves before {@link #start}. */
    public AgeRule(Tier tier, IgniteLogger log, Duration coldAfter, Clock clock) {
        this.tier = tier;
        this.log = log;
        this.coldAfter = coldAfter;
        this.clock = clock;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "foreshard-age");
            created.setDaemon(true);
            return created;
        });
    }

    /** Starts looking; to be called when the node has joined. */
    public void start() {
        long pause = Math.min(MOST_PAUSE_MILLIS, Math.max(LEAST_PAUSE_MILLIS, coldAfter.toMillis() / LOOKS));
        thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Map<String, Map<Integer, PartitionActivity>> activities = tier.activities();
            groups.keySet().retainAll(activities.keySet());
            activities.forEach(this::tryToLook);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** One group that fails does not keep the others. */
    private void tryToLook(String group, Map<Integer, PartitionActivity> activities) {
        try {
            look(group, activities);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException failure) {
        tier.statistics().ageRuleFailed();
        if (!thread.isShutdown()) {
            log.warning("Cold partitions could not leave and will be tried again: " + failure.getMessage());
        }
    }

    private void look(String group, Map<Integer, PartitionActivity> activities) {
        IdlePartitions partitions = groups.computeIfAbsent(group, unused -> new IdlePartitions(coldAfter));
        List<Integer> idle = partitions.look(activities, clock.millis());
        if (idle.isEmpty()) {
            return;
        }
        OffloadReport report =
                tier.offload(group, idle.stream().mapToInt(Integer::intValue).toArray());
        partitions.gone(idle);
        if (report.pages() > 0) {
            log.info("Nobody accessed " + idle.size() + " partitions of " + group + " for " + coldAfter + ": "
                    + report.pages() + " pages left for the object store.");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
