package io.foreshard.tier;

import io.foreshard.tier.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The budget of local bytes of one node: while the data of its partitions takes more, the local copies of the units that the retention policy values least are
 * released, until it takes 10 % less than the budget. Below the budget nothing is released.
 *
 * <p><b>Which bytes count:</b> what the file system has allocated for the partition files, without the pages that are never offloaded (trees, free lists), and
 * without {@code index.bin}; these are reported apart. The pages that are never offloaded are counted by the first upload of a partition since its file was opened;
 * until then they count as data.
 *
 * <p><b>What is released:</b> pages that have a remote copy, in units of 64 KiB, without a request. {@link UploadsAhead} makes the copies ahead of need. A
 * partition that is pinned, takes the rows of today, or was written a short time ago is left alone, and so is a unit that was accessed in the last 10 s: it is
 * not fetched and released in turns, and not released because colder data is not uploaded yet. The partitions that users access on other owners are left alone as a
 * whole, the hottest first, up to 90 % of the budget.
 *
 * <p>Polls every second. Errors are events, and the round is repeated. Thread-safe.
 */
public final class LocalBudget implements AutoCloseable {
    /** No budget: nothing is uploaded ahead of need or released, but {@link #residences} are known. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long PERIOD_MILLIS = 1_000;
    /** Share of the budget to which a release goes. */
    private static final double LOW = .9;
    /** Share of the budget from which uploads hurry. */
    private static final double NEAR = .8;

    private final TieredStorage storage;
    private final PartitionHost host;
    private final long budgetBytes;
    private final RetentionPolicy policy;
    private final UploadsAhead uploads;
    private final Clock clock;
    private final TierListener listener;
    private final Temperatures temperatures;
    private final BudgetedPartitions partitions;
    private volatile List<PartitionResidence> residences = List.of();
    /** Temperatures of other owners since the last poll, by group and partition. */
    private final Map<String, Map<Integer, Double>> learned = new ConcurrentHashMap<>();

    private volatile boolean exceeded;
    private volatile Future<?> polling;
    private volatile boolean closed;

    /**
     * Creates the budget; releases nothing before {@link #start}.
     *
     * @param budgetBytes local bytes that the data of this node may take, or {@link #UNLIMITED}
     * @param uploadAfter time without a write of data after which a partition is uploaded
     * @param policy chooses the units that are released; used by this object alone
     */
    public LocalBudget(
            TieredStorage storage,
            PartitionHost host,
            long budgetBytes,
            Duration uploadAfter,
            RetentionPolicy policy,
            Clock clock,
            TierListener listener) {
        this.storage = storage;
        this.host = host;
        this.budgetBytes = budgetBytes;
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
        uploads = new UploadsAhead(storage, host, uploadAfter);
        temperatures = new Temperatures(storage::directory, listener);
        partitions = new BudgetedPartitions(host, policy, temperatures);
    }

    /**
     * Starts polling; to be called once, when the node has joined.
     *
     * @param executor runs the polls and waits for uploads, which may take minutes; the caller shuts it down
     */
    public void start(ScheduledExecutorService executor) {
        polling = executor.scheduleWithFixedDelay(this::poll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Compares the local bytes with the budget, and uploads and releases what is due. Not thread-safe: the executor runs one poll at a time. */
    void poll() {
        try {
            long now = clock.millis();
            partitions.update(now);
            long bytes = partitions.localBytes();
            boolean isNear = bytes > budgetBytes * NEAR;
            // A policy learns of a miss by the access to a unit that it does not have yet.
            storage.accesses().drain(unit -> accessed(unit, now));
            learn(now);
            tellPolicy(isNear, now);
            partitions.protectHotElsewhere((long) (budgetBytes * LOW), now);
            if (bytes > budgetBytes) {
                release(bytes - (long) (budgetBytes * LOW), now);
                partitions.update(now);
                bytes = partitions.localBytes();
            }
            describe(bytes, isNear, now);
            report(bytes);
            temperatures.saveIfDue(now);
            if (budgetBytes != UNLIMITED) {
                uploads.round(candidates(isNear, now), isNear, now);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                listener.budgetFailed(e);
            }
        }
    }

    private void accessed(long unit, long now) {
        BudgetedPartition partition = partitions.of(unit);
        if (partition != null) {
            partition.accessed(UnitNumbers.index(unit), policy, now);
        }
    }

    private void learn(long now) {
        for (BudgetedPartition partition : partitions.all()) {
            Map<Integer, Double> ofGroup =
                    learned.getOrDefault(partition.group().name(), Map.of());
            Double temperature = ofGroup.isEmpty()
                    ? null
                    : ofGroup.remove(partition.partition().number());
            if (temperature != null) {
                partition.learn(temperature, now);
            }
        }
    }

    private void tellPolicy(boolean isNear, long now) {
        if (budgetBytes != UNLIMITED) {
            partitions.all().forEach(partition -> partition.tell(policy, whyKept(partition, isNear, now) != null, now));
        }
    }

    /** Returns why no unit of a partition may be released; null if it may. */
    private LocalReason whyKept(BudgetedPartition partition, boolean isNear, long now) {
        if (partition.partition().moves().isMoving()) {
            return LocalReason.MOVED; // a release would wait for the end of the move
        }
        if (host.isPinned(partition.group(), partition.partition().number())) {
            return LocalReason.PINNED;
        }
        if (host.takesNewRows(partition.group(), partition.partition().number())) {
            return LocalReason.EPOCH_OPEN;
        }
        return uploads.isWritten(partition, isNear, now) ? LocalReason.WRITTEN_RECENTLY : null;
    }

    private List<BudgetedPartition> candidates(boolean isNear, long now) {
        return partitions.all().stream()
                .filter(partition -> partition.needsUpload() && whyKept(partition, isNear, now) == null)
                .toList();
    }

    private void release(long excessBytes, long now) {
        Map<String, Map<Integer, BitSet>> chosen = new TreeMap<>();
        policy.release(Math.max(0, policy.bytes() - excessBytes), unit -> {
            BudgetedPartition partition = partitions.of(unit);
            if (partition != null && partition.isHot(UnitNumbers.index(unit), now)) {
                return false;
            }
            if (partition != null) {
                BitSet pages = chosen.computeIfAbsent(partition.group().name(), unused -> new TreeMap<>())
                        .computeIfAbsent(partition.partition().number(), unused -> new BitSet());
                partition.release(UnitNumbers.index(unit), pages);
            }
            return true;
        });
        chosen.forEach(storage::release);
    }

    private void describe(long bytes, boolean isNear, long now) {
        boolean isFull = bytes > budgetBytes * LOW;
        residences = partitions.all().stream()
                .map(partition -> describe(partition, isNear, isFull, now))
                .sorted(Comparator.comparing(PartitionResidence::group).thenComparing(PartitionResidence::partition))
                .toList();
    }

    private PartitionResidence describe(BudgetedPartition partition, boolean isNear, boolean isFull, long now) {
        LocalReason kept = whyKept(partition, isNear, now);
        return kept == null
                ? partition.residence(whyLocalOnly(partition), isFull ? LocalReason.HOT : LocalReason.WITHIN_BUDGET)
                : partition.residence(kept, kept);
    }

    private LocalReason whyLocalOnly(BudgetedPartition partition) {
        if (!partition.isAgeing()) {
            return LocalReason.BY_COMMAND;
        }
        return storage.offloadPause().isPresent() ? LocalReason.STORE_UNAVAILABLE : LocalReason.NOT_UPLOADED;
    }

    private void report(long bytes) {
        if (bytes > budgetBytes && !exceeded) {
            exceeded = true;
            listener.budgetExceeded(bytes, budgetBytes, why());
        } else if (bytes <= budgetBytes && exceeded) {
            exceeded = false;
            listener.budgetKept(bytes, budgetBytes);
        }
    }

    private String why() {
        return localBytes().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getKey().label() + ": " + entry.getValue() + " bytes")
                .collect(Collectors.joining(", "));
    }

    /**
     * Tells the temperature of a partition on another owner: one decision counts for all owners, so that the successor of a primary has what the primary kept
     * local. Partitions that this node does not have are ignored.
     */
    public void learn(String group, int partition, double temperature) {
        learned.computeIfAbsent(group, unused -> new ConcurrentHashMap<>()).merge(partition, temperature, Math::max);
    }

    /** Returns where the pages of each partition are and why, as of the last poll, by group and partition. */
    public List<PartitionResidence> residences() {
        return new ArrayList<>(residences);
    }

    /** Returns the local bytes that count, by the reason why they are local. */
    public Map<LocalReason, Long> localBytes() {
        Map<LocalReason, Long> bytes = new EnumMap<>(LocalReason.class);
        for (LocalReason reason : LocalReason.values()) {
            bytes.put(reason, 0L);
        }
        for (PartitionResidence residence : residences) {
            LocalReason whole = residence.reason();
            bytes.merge(
                    Optional.ofNullable(residence.localOnlyReason()).orElse(whole),
                    residence.localOnlyBytes(),
                    Long::sum);
            bytes.merge(Optional.ofNullable(residence.bothReason()).orElse(whole), residence.bothBytes(), Long::sum);
        }
        return bytes;
    }

    /** Returns whether more bytes are local than the budget allows, and the rest cannot be released. */
    public boolean isExceeded() {
        return exceeded;
    }

    /** Ends the polling, interrupts a poll that runs, and writes the temperatures. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (polling != null) {
            polling.cancel(true);
        }
        temperatures.save(clock.millis());
    }
}
