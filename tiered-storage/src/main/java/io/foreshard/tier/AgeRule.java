package io.foreshard.tier;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The rule that offloads partitions without an access for {@code coldAfter}, except pinned ones. Each node decides about its own copies.
 *
 * <p>Polls every {@code coldAfter / 10}, clamped to 1 to 5 s of machine time; ages are measured with the given clock. Errors are isolated per group,
 * reported as events, and the round is repeated. While the store does not answer, it pauses. Thread-safe.
 */
public final class AgeRule implements AutoCloseable {
    private static final long MIN_PERIOD_MILLIS = 1_000;
    private static final long MAX_PERIOD_MILLIS = 5_000;
    private static final int POLLS_PER_AGE = 10;

    private final TieredStorage tier;
    private final ScheduledExecutorService executor;
    private final Duration coldAfter;
    private final Clock clock;
    private final TierListener listener;
    private final OtherOwners others;
    private final Map<String, IdlePartitions> groups = new HashMap<>();
    /** By group, what {@link IdlePartitions#aged} returned after its last update. */
    private final Map<String, Set<Integer>> aged = new ConcurrentHashMap<>();

    private volatile Future<?> polling;
    private volatile boolean closed;

    /**
     * Creates the rule; offloads nothing before {@link #start}.
     *
     * @param others tells the age of partitions that moved to this server
     * @param executor runs the polls and the offloads, which may take minutes; the caller shuts it down
     */
    public AgeRule(
            TieredStorage tier,
            ScheduledExecutorService executor,
            Duration coldAfter,
            Clock clock,
            OtherOwners others,
            TierListener listener) {
        this.tier = tier;
        this.executor = executor;
        this.coldAfter = coldAfter;
        this.clock = clock;
        this.others = others;
        this.listener = listener;
    }

    /** Starts polling; to be called once, when the node has joined. */
    public void start() {
        long period = Math.min(MAX_PERIOD_MILLIS, Math.max(MIN_PERIOD_MILLIS, coldAfter.toMillis() / POLLS_PER_AGE));
        polling = executor.scheduleWithFixedDelay(this::poll, period, period, TimeUnit.MILLISECONDS);
    }

    /** Offloads the partitions that are idle now. Not thread-safe: the executor runs one poll at a time. */
    void poll() {
        try {
            if (!tier.pause().mayOffload()) {
                return;
            }
            Map<String, Map<Integer, PartitionActivity>> activities = tier.activities();
            groups.keySet().retainAll(activities.keySet());
            aged.keySet().retainAll(activities.keySet());
            activities.forEach(this::pollGroup);
        } catch (RuntimeException e) {
            failed(null, e);
        }
    }

    private void pollGroup(String group, Map<Integer, PartitionActivity> activities) {
        try {
            IdlePartitions partitions = groups.computeIfAbsent(group, unused -> new IdlePartitions(coldAfter));
            List<Integer> idle = partitions.update(activities, clock.millis(), added -> others.aged(group, added));
            idle.removeIf(partition -> tier.isPinned(group, partition));
            if (!idle.isEmpty()) {
                tier.offload(group, idle.stream().mapToInt(Integer::intValue).toArray());
                partitions.offloaded(idle);
            }
            aged.put(group, partitions.aged());
        } catch (RuntimeException e) {
            tier.pause().failed(e);
            failed(group, e);
        }
    }

    /** Returns the partitions of a group that this server has offloaded for their age, and that were not accessed since; also those that left it within the last hour. */
    public Set<Integer> aged(String group) {
        return aged.getOrDefault(group, Set.of());
    }

    private void failed(String group, RuntimeException failure) {
        if (!closed) {
            listener.ageingFailed(group, failure);
        }
    }

    /** Ends the polling and interrupts a poll that runs. */
    @Override
    public void close() {
        closed = true;
        if (polling != null) {
            polling.cancel(true);
        }
    }
}
