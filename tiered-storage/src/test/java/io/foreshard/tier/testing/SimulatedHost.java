package io.foreshard.tier.testing;

import io.foreshard.tier.DamagedPage;
import io.foreshard.tier.NodeName;
import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.PartitionLocation;
import io.foreshard.tier.TierListener;
import io.foreshard.tier.TierTesting;
import io.foreshard.tier.TieredGroup;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.TieredStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The process of a simulated machine as the tier sees it: starts and stops the production code on a disk and a connection to the store. Not thread-safe: one
 * actor runs at a time.
 */
abstract class SimulatedHost implements PartitionHost {
    static final TieredGroup GROUP = new TieredGroup(0xcafe, "rows");

    private static final String CONSISTENT_ID = "consistent";

    static final Duration GRACE = Duration.ofHours(1);
    /** With the time that passes until the next look, this is less than a quarter of the grace. */
    private static final Duration SWEEP_PERIOD = Duration.ofMinutes(5);

    private static final String CACHE_DIRECTORY = "cache-rows";

    final String machine;
    final Scheduler scheduler;
    final Power power;
    final SimulatedDisk disk;
    final SimulatedDatabase database;
    private final SimulatedStore.View store;
    final StoreFaults faults;
    final SplittableRandom random;
    private final Clock clock;
    final Trace trace;
    final Tally tally;
    final Map<Integer, TieredPartition> open = new TreeMap<>();
    final Map<Integer, Integer> reservations = new TreeMap<>();
    TieredStorage storage;
    boolean copiesFiles;
    int moving;
    private int idleRounds;
    private Instant lastSweep = Instant.MIN;
    /** Whether a copy of this disk, or an older one, is in use: moves may be refused. */
    boolean hasRivals;
    /** Whether a partition was destroyed in this round: moves of it may fail. */
    boolean destroying;

    private final TierListener listener = new TierListener() {
        @Override
        public void pageDamaged(DamagedPage page) {
            if (faults.wrongBodies() == 0) {
                violation("No body was wrong: " + page);
            }
        }

        @Override
        public void logFailed(String group, Exception cause) {
            if (!disk.isFailing() && !power.isOff()) {
                violation("A compaction failed: " + cause);
            }
        }
    };

    SimulatedHost(
            String machine,
            Scheduler scheduler,
            Power power,
            SimulatedDisk disk,
            SimulatedDatabase database,
            SimulatedStore store,
            StoreFaults faults,
            SplittableRandom random,
            Clock clock,
            Trace trace,
            Tally tally) {
        this.machine = machine;
        this.scheduler = scheduler;
        this.power = power;
        this.disk = disk;
        this.database = database;
        this.store = store.new View(machine, power, faults, trace);
        this.faults = faults;
        this.random = random;
        this.clock = clock;
        this.trace = trace;
        this.tally = tally;
    }

    String machine() {
        return machine;
    }

    Power power() {
        return power;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedDatabase database() {
        return database;
    }

    StoreFaults faults() {
        return faults;
    }

    TieredStorage storage() {
        return storage;
    }

    int moving() {
        return moving;
    }

    /** Returns the number of an open partition, -1 if none is. */
    final int anyPartition() {
        List<Integer> numbers = new ArrayList<>(open.keySet());
        return numbers.isEmpty() ? -1 : numbers.get(random.nextInt(numbers.size()));
    }

    final void violation(String sentence) {
        trace.step(machine + scheduler.role(), "violation", sentence);
        tally.violation(machine + ": " + sentence);
    }

    /**
     * Starts the process: opens all partitions and recovers the changes since the last complete checkpoint.
     *
     * @param eagerly whether recovery writes them into the files and ends with a checkpoint; else they are dirty in memory
     * @throws IOException if a partition was refused, or the disk failed
     */
    void start(boolean eagerly) throws IOException {
        power.on();
        database.crash();
        forgetRemote();
        open.clear();
        reservations.clear();
        moving = 0;
        destroying = false;
        copiesFiles = false;
        storage = TierTesting.open(this, store, this::execute, clock, GRACE, this::id, listener);
        for (int number : List.copyOf(disk.files().keySet())) {
            if (!database.has(number)) {
                disk.delete(number); // its creation or deletion was cut off
            }
        }
        for (int number : database.partitions()) {
            open.put(number, open(number));
        }
        readWithoutStore();
        if (eagerly) {
            recover();
        } else {
            database.recoverIntoMemory();
            database.beforeChange().keySet().forEach(id -> open.get(SimulatedDatabase.partition(id))
                    .changing(SimulatedDatabase.page(id)));
        }
    }

    /** Forgets which pages recovery may read of those that were offloaded since they were changed, or whose bytes a power failure may have lost. */
    private void forgetRemote() {
        boolean lostPower = disk.hasLostPower();
        database.beforeChange().keySet().removeIf(id -> {
            TieredPartition partition = open.get(SimulatedDatabase.partition(id));
            return lostPower || partition == null || partition.isRemote(SimulatedDatabase.page(id));
        });
    }

    /** Recovery reads pages as the last checkpoint left them, while no request reaches the store. */
    private void readWithoutStore() {
        faults.down(true);
        try {
            for (Map.Entry<Long, Long> entry :
                    List.copyOf(database.beforeChange().entrySet())) {
                readWithoutStore(
                        SimulatedDatabase.partition(entry.getKey()),
                        SimulatedDatabase.page(entry.getKey()),
                        entry.getValue());
            }
        } finally {
            faults.down(false);
        }
    }

    private void readWithoutStore(int number, int page, long value) {
        ByteBuffer buffer = ByteBuffer.allocate(SimulatedPages.BYTES).order(ByteOrder.nativeOrder());
        try {
            while (!open.get(number).readLocal(buffer, (long) page * SimulatedPages.BYTES)) {
                open.get(number).fetch(page);
                power.check();
                tally.reused++;
            }
            if (!buffer.flip().equals(SimulatedPages.page(number, page, value))) {
                tally.wrong++;
                violation("Recovery read another value of page " + page + " of partition " + number + ".");
            }
        } catch (IOException e) {
            tally.lost++;
            violation("Recovery needs the store for page " + page + " of partition " + number + ": " + e);
        }
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    final TieredPartition open(int number) throws IOException {
        PartitionLocation location = new PartitionLocation(GROUP.id(), GROUP.name(), number, disk, CACHE_DIRECTORY);
        return storage.open(location, disk.file(number), SimulatedPages.FORMAT);
    }

    /** Returns whether a sweep is due, so that the machine notices in time that its namespace was taken. */
    boolean isSweepDue() {
        return clock.instant().isAfter(lastSweep.plus(SWEEP_PERIOD));
    }

    final void swept() {
        lastSweep = clock.instant();
    }

    private void recover() throws IOException {
        TreeSet<Integer> written = new TreeSet<>();
        for (long id : database.changedSinceCheckpoint()) {
            int partition = SimulatedDatabase.partition(id);
            int page = SimulatedDatabase.page(id);
            writePage(partition, page, database.value(partition, page));
            written.add(partition);
        }
        for (int partition : written) {
            open.get(partition).force();
        }
        storage.checkpointed();
        power.enter("recovery.end");
        database.recovered();
        power.leave("recovery.end", "done");
    }

    /** Ends the process in order. */
    void stop() throws IOException {
        checkpoint();
        for (TieredPartition partition : open.values()) {
            partition.close();
        }
        storage.close();
    }

    private void execute(Runnable task) {
        power.pause("executor.await");
        task.run();
    }

    final void writePage(int partition, int page, long value) throws IOException {
        database.written(partition, page);
        open.get(partition).write(SimulatedPages.page(partition, page, value), (long) page * SimulatedPages.BYTES);
    }

    /** The machine changes nothing for some rounds. */
    void idle(int rounds) {
        idleRounds = rounds;
    }

    boolean isIdle() {
        return idleRounds > 0;
    }

    /** A round begins. */
    void round() {
        idleRounds = Math.max(0, idleRounds - 1);
    }

    void hasRivals() {
        hasRivals = true;
    }

    void copyFiles(boolean copies) {
        copiesFiles = copies;
    }

    /** Returns whether a file carries the mark that keeps a database without the tier from opening it. */
    boolean isMarked(int number) {
        ByteBuffer header = ByteBuffer.wrap(disk.file(number).bytes()).order(ByteOrder.nativeOrder());
        int version = header.getInt(SimulatedPages.FORMAT.versionOffset());
        return PartitionHeader.unmarked(version) != version;
    }

    TieredPartition partition(int number) {
        return open.get(number);
    }

    @Override
    public Optional<Boolean> hasGroup(int id) {
        return Optional.of(id == GROUP.id());
    }

    @Override
    public Optional<Boolean> hasDirectory(String cacheDirectory) {
        return Optional.of(cacheDirectory.equals(CACHE_DIRECTORY));
    }

    @Override
    public boolean isCoordinator() {
        return true;
    }

    @Override
    public boolean isElsewhere(int group, int partition) {
        return !database.has(partition);
    }

    @Override
    public Set<Integer> soleCopies(TieredGroup group) {
        return Set.of();
    }

    @Override
    public Optional<Set<String>> baseline() {
        return Optional.of(Set.of(CONSISTENT_ID));
    }

    @Override
    public NodeName node() {
        return new NodeName(disk.nodeName(), CONSISTENT_ID, "cluster");
    }

    @Override
    public TieredGroup group(String cacheOrGroup) {
        return GROUP;
    }

    @Override
    public List<TieredGroup> groups() {
        return List.of(GROUP);
    }

    @Override
    public List<TieredGroup> ageingGroups() {
        return List.of(GROUP);
    }

    @Override
    public Map<Integer, TieredPartition> partitions(TieredGroup group) {
        return new TreeMap<>(open);
    }

    @Override
    public long accesses(TieredGroup group, int partition) {
        return 0;
    }

    @Override
    public Reservation reserve(TieredGroup group, int partition) {
        power.pause("host.reserve.await");
        if (!open.containsKey(partition)) {
            return null;
        }
        reservations.merge(partition, 1, Integer::sum);
        return () -> reservations.merge(partition, -1, Integer::sum);
    }

    @Override
    public boolean copiesFiles() {
        return copiesFiles;
    }
}
