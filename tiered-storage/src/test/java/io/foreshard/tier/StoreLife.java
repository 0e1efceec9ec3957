package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.tier.ManifestStore.Durable;
import io.foreshard.tier.References.GroupState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A seeded life of nodes around one store: offloads, invalidations, sweeps, collections, kills at any call, lost answers, copied disks and processes that
 * pause. No object that a residency names is ever missing, except of a disk that was copied and then not used for the grace period.
 */
final class StoreLife {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final int GROUP = 1;
    private static final int MAX_MACHINES = 6;
    private static final int KILL_RANGE = 12;
    private static final Duration CHECK = GRACE.dividedBy(4);

    private final Random random;
    private final StepClock clock = new StepClock();
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final List<Machine> machines = new ArrayList<>();
    private int nodes;
    private int kills;
    private int forks;
    private int foreign;
    private long deleted;
    private long collected;
    /** Share of requests whose answers get lost. */
    private double lost = .02;

    StoreLife(long seed) {
        random = new Random(seed);
        machines.add(new Machine("node-" + nodes++));
    }

    int kills() {
        return kills;
    }

    int forks() {
        return forks;
    }

    int foreign() {
        return foreign;
    }

    long deleted() {
        return deleted;
    }

    long collected() {
        return collected;
    }

    /** A disk with its residency, and the process on it, null if it is stopped. */
    private final class Machine implements References {
        private final String id;
        private final KillSwitch power = new KillSwitch();
        private final MemoryLocalFile disk;
        /** Durable: objects that the residency names, and its generation. */
        private final Set<String> named = new HashSet<>();

        private long generation;
        private boolean wasCopied;
        private Instant safe = clock.instant();
        private boolean paused;
        private Ownership ownership;
        private ManifestStore manifests;
        private Sweeper sweeper;

        Machine(String id) {
            this.id = id;
            disk = new MemoryLocalFile(power);
        }

        Machine(Machine original) {
            id = original.id;
            disk = original.disk.copy(power);
            named.addAll(original.named);
            generation = original.generation;
            safe = original.wasCopied ? original.safe : clock.instant();
            original.safe = safe;
            original.wasCopied = true;
            wasCopied = true;
        }

        void start() {
            ObjectStore store = new FaultyObjectStore(new KillableStore(memory, power), random.nextLong(), lost);
            ownership = new Ownership(
                    store,
                    disk,
                    () -> new NodeName("folder", id, "cluster"),
                    clock,
                    TestNode.ids(random),
                    TierListener.NONE);
            manifests = new ManifestStore(store, ownership, GROUP, 0);
            sweeper = new Sweeper(
                    ownership,
                    store,
                    this,
                    new ImageReferences(new ImageStore(store)),
                    clock,
                    GRACE,
                    TierListener.NONE);
        }

        void stop() {
            ownership = null;
            paused = false;
        }

        boolean isStale() {
            return wasCopied && !clock.instant().isBefore(safe.plus(GRACE));
        }

        /** Checks the claim, and claims again if it is over. */
        void check() throws IOException {
            if (!ownership.check()) {
                boolean wasStale = isStale();
                Claim claim = ownership.claim();
                assertThat(claim.isOwned()).isTrue();
                forks += claim.outcome() == Claim.Outcome.FORKED ? 1 : 0;
                if (wasStale) {
                    named.retainAll(memory.list(""));
                }
            }
            safe = clock.instant();
        }

        void offload() throws IOException {
            String name = ownership.newName(GROUP, 0, generation + 1);
            power.<IOException>call(() -> {});
            putObject(name);
            manifests.replace(
                    (epoch, session) -> new Manifest(GROUP, 0, 7, generation + 1, epoch, session, 1, List.of()),
                    new Durable(generation == 0 ? 0 : 7, generation));
            power.<IOException>call(() -> {
                named.add(name);
                generation++;
            });
        }

        private void putObject(String name) throws IOException {
            new FaultyObjectStore(new KillableStore(memory, power), random.nextLong(), lost)
                    .put(name, ByteBuffer.allocate(1));
        }

        void invalidate() throws IOException {
            Optional<String> name = named.stream()
                    .sorted()
                    .skip(random.nextInt(1 + named.size()))
                    .findFirst();
            if (name.isPresent()) {
                power.<IOException>call(() -> {
                    named.remove(name.get());
                    generation++;
                });
                sweeper.dead(name.get(), 1);
            }
        }

        @Override
        public GroupState group(int group) {
            return GroupState.HERE;
        }

        @Override
        public boolean unlessMoving(int group, int partition, Action action) throws IOException {
            action.run(name -> named.contains(name) || name.endsWith("/manifest") && !named.isEmpty());
            return true;
        }

        @Override
        public boolean mayBorrowFrom(String namespace) {
            return named.stream().anyMatch(name -> name.startsWith(namespace + "/"));
        }
    }

    void step() throws IOException {
        Machine machine = machines.get(random.nextInt(machines.size()));
        switch (random.nextInt(20)) {
            case 0 -> rarely(() -> copy(machine));
            case 1 -> rarely(() -> remove(machine));
            case 2 -> machine.stop();
            case 3 -> machine.paused = machine.ownership != null;
            case 4, 5, 6 -> advance(Duration.ofMinutes(random.nextInt(15)));
            case 7 -> rarely(() -> pass(Duration.ofHours(26)));
            case 8 -> run(machine, () -> collect(machine));
            default -> run(machine, () -> operate(machine));
        }
        verify();
    }

    private void rarely(Action action) throws IOException {
        if (random.nextInt(4) == 0) {
            action.run();
        }
    }

    private void copy(Machine machine) {
        if (machines.size() < MAX_MACHINES) {
            machines.add(random.nextInt(3) == 0 ? new Machine("node-" + nodes++) : new Machine(machine));
        }
    }

    private void remove(Machine machine) {
        if (machines.size() > 1) {
            machines.remove(machine);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private void run(Machine machine, Action action) throws IOException {
        if (random.nextInt(4) == 0) {
            machine.power.killAt(1 + random.nextInt(KILL_RANGE), random.nextBoolean());
        }
        attempt(machine, action);
    }

    private void attempt(Machine machine, Action action) throws IOException {
        try {
            if (machine.ownership == null) {
                machine.start();
                machine.check();
            }
            action.run();
        } catch (KillSwitch.Killed e) {
            kills++;
            machine.stop();
        } catch (ForeignWriterException e) {
            foreign++;
        } catch (ObjectStoreException e) {
            assertThat(e).hasMessageContaining("got lost");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("owns no namespace");
        } finally {
            machine.power.reset();
        }
    }

    /** A process that was paused goes on where it was: without a check. */
    private void operate(Machine machine) throws IOException {
        machine.paused = false;
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> machine.offload();
            case 3, 4 -> machine.invalidate();
            case 5 -> machine.check();
            case 6 -> deleted += machine.sweeper.sweep().deletedObjects();
            default -> deleted += machine.sweeper.sweepAll().deletedObjects();
        }
    }

    private void collect(Machine machine) {
        Set<String> baseline = machines.stream().map(one -> one.id).collect(Collectors.toSet());
        Members members = new Members() {
            @Override
            public String clusterId() {
                return "cluster";
            }

            @Override
            public Optional<Set<String>> baseline() {
                return Optional.of(baseline);
            }
        };
        ObjectStore store = new KillableStore(memory, machine.power);
        collected += new NamespaceCollector(
                        store, machine.ownership, members, clock, GRACE, TestNode.ids(random), TierListener.NONE)
                .collect()
                .deletedObjects();
    }

    /** Moves the clock by less than the period of checks; the processes that are not paused check. */
    private void advance(Duration time) throws IOException {
        clock.advance(time);
        for (Machine machine : machines) {
            if (machine.ownership != null && !machine.paused) {
                attempt(machine, machine::check);
            }
        }
    }

    private void pass(Duration time) throws IOException {
        for (Duration rest = time; !rest.isNegative(); rest = rest.minus(CHECK)) {
            advance(CHECK.minusSeconds(1));
        }
    }

    private void verify() throws IOException {
        Set<String> stored = new HashSet<>(memory.list(""));
        for (Machine machine : machines) {
            if (!machine.isStale()) {
                assertThat(stored).as("objects of %s", machine.id).containsAll(machine.named);
            }
        }
    }

    /** Sweeps, without faults, until no grace is open: each object in a namespace that is owned and not held is named by its owner. */
    void finish() throws IOException {
        lost = 0;
        machines.forEach(Machine::stop);
        for (int round = 0; round < 3; round++) {
            for (Machine machine : machines) {
                machine.paused = false;
                while (machine.ownership == null || machine.ownership.owned().isEmpty()) {
                    attempt(machine, machine::check);
                }
                for (int i = 0; i < 3; i++) {
                    attempt(machine, () -> machine.sweeper.sweepAll());
                }
            }
            pass(GRACE);
        }
        OwnerObjects objects = new OwnerObjects(memory);
        for (Machine machine : machines) {
            Optional<Claim> owned = machine.ownership.owned();
            if (owned.isPresent() && objects.holds(owned.get().namespace()).isEmpty()) {
                Namespace namespace = owned.get().namespace();
                List<String> garbage = memory.list(namespace.groups()).stream()
                        .filter(name -> !name.endsWith("/manifest") && !machine.named.contains(name))
                        .toList();
                assertThat(garbage).as("garbage in %s", namespace).isEmpty();
            }
        }
        verify();
    }
}
