package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Seeded lives of many disks: starts, crashes at any call of disk and store, lost answers, copies and restored backups. No epoch of a namespace is
 * ever owned by two sessions, and a check is true exactly for the session in the token.
 */
class OwnershipSimulationTest {
    private static final int LIVES = 200;
    private static final int STEPS = 150;
    private static final int MAX_MACHINES = 8;
    private static final int KILL_RANGE = 8;
    private static final long FIXED_SEED = 42;

    @Test
    void life_fixedSeed_hasOneOwnerOfEachEpoch() throws IOException {
        live(FIXED_SEED);
    }

    /** Repeat a run with {@code -Dforeshard.seed=<the printed number>}. */
    @Test
    void life_randomSeed_hasOneOwnerOfEachEpoch() throws IOException {
        long seed = Long.getLong("foreshard.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ": foreshard.seed=" + seed);
        live(seed);
    }

    private static void live(long seed) throws IOException {
        Random seeds = new Random(seed);
        int[] outcomes = new int[Claim.Outcome.values().length];
        int kills = 0;
        for (int i = 0; i < LIVES; i++) {
            long one = seeds.nextLong();
            Life life = new Life(new Random(one), outcomes);
            try {
                for (int step = 0; step < STEPS; step++) {
                    life.step();
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("foreshard.seed=" + seed + ", life " + one, e);
            }
            kills += life.kills;
        }
        assertThat(kills).isGreaterThan(LIVES);
        assertThat(outcomes[Claim.Outcome.OWNED.ordinal()]).isGreaterThan(LIVES);
        assertThat(outcomes[Claim.Outcome.FORKED.ordinal()]).isGreaterThan(LIVES);
        assertThat(outcomes[Claim.Outcome.UNKNOWN_NODE.ordinal()]).isZero();
        assertThat(outcomes[Claim.Outcome.REPLACED.ordinal()]).isZero();
    }

    /** A disk, its power and the process on it, null if it is not running. */
    private static final class Machine {
        private final KillSwitch power = new KillSwitch();
        private final MemoryLocalFile disk;
        private Ownership process;

        Machine() {
            disk = new MemoryLocalFile(power);
        }

        Machine(Machine original) {
            disk = original.disk.copy(power);
        }
    }

    /** The machines around one store. */
    private static final class Life {
        private final Random random;
        private final int[] outcomes;
        private final StepClock clock = new StepClock();
        private final MemoryObjectStore memory = new MemoryObjectStore();
        private final OwnerObjects truth = new OwnerObjects(memory);
        private final List<Machine> machines = new ArrayList<>();
        private final List<byte[]> backups = new ArrayList<>();
        private final Map<String, UUID> owners = new HashMap<>();
        private int kills;

        Life(Random random, int[] outcomes) {
            this.random = random;
            this.outcomes = outcomes;
            machines.add(new Machine());
        }

        void step() throws IOException {
            Machine machine = machines.get(random.nextInt(machines.size()));
            switch (random.nextInt(9)) {
                case 0 -> copy(machine);
                case 1 -> backup(machine);
                case 2 -> restore(machine);
                case 3 -> machine.process = null;
                case 4 -> clock.advance(Duration.ofMinutes(random.nextInt(90)));
                case 5, 6 -> run(machine, () -> claim(machine));
                default -> run(machine, () -> check(machine));
            }
        }

        private void copy(Machine machine) {
            if (machines.size() < MAX_MACHINES) {
                machines.add(new Machine(machine));
            } else {
                machines.remove(machine);
                machines.add(new Machine());
            }
        }

        private void backup(Machine machine) {
            if (machine.disk.content() != null) {
                backups.add(machine.disk.content());
            }
        }

        private void restore(Machine machine) {
            if (!backups.isEmpty()) {
                machine.process = null;
                machine.disk.restore(backups.get(random.nextInt(backups.size())));
            }
        }

        private interface Action {
            void run() throws IOException;
        }

        private void run(Machine machine, Action action) throws IOException {
            if (machine.process == null) {
                machine.process = start(machine);
            }
            if (random.nextInt(3) == 0) {
                machine.power.killAt(1 + random.nextInt(KILL_RANGE), random.nextBoolean());
            }
            if (random.nextInt(6) == 0) {
                machine.disk.failNextWrite(random.nextBoolean());
            }
            try {
                action.run();
            } catch (KillSwitch.Killed e) {
                kills++;
                machine.process = null;
            } catch (ObjectStoreException e) {
                assertThat(e).hasMessageContaining("got lost");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("disk failed");
            } finally {
                machine.power.reset();
            }
        }

        private Ownership start(Machine machine) {
            ObjectStore store =
                    new FaultyObjectStore(new Tokens(new KillableStore(memory, machine.power)), random.nextLong(), .05);
            NodeName name = new NodeName(TestNode.FOLDER, "rack 7", "cluster");
            return new Ownership(store, machine.disk, () -> name, clock, TestNode.ids(random), TierListener.NONE);
        }

        private void claim(Machine machine) throws IOException {
            Claim claim = machine.process.claim();
            outcomes[claim.outcome().ordinal()]++;
            assertThat(claim.isOwned()).isTrue();
            record(claim.namespace(), claim.epoch(), claim.session());
            for (Namespace held : machine.process.held()) {
                assertThat(memory.list(held.hold(claim.namespace().nodeId()))).hasSize(1);
            }
        }

        private void check(Machine machine) throws IOException {
            Optional<Claim> owned = machine.process.owned();
            boolean checked = machine.process.check();
            boolean inToken = owned.isPresent()
                    && truth.read(owned.get().namespace())
                            .orElseThrow()
                            .token()
                            .isOf(owned.get().epoch(), owned.get().session());
            assertThat(checked).isEqualTo(inToken);
        }

        private void record(Namespace namespace, long epoch, UUID session) {
            UUID before = owners.putIfAbsent(namespace + " " + epoch, session);
            assertThat(before == null || before.equals(session))
                    .as("one session owns epoch %d of %s", epoch, namespace)
                    .isTrue();
        }

        /** Looks at each token behind the calls that replace one: also those whose answer is lost count. */
        private final class Tokens extends ForwardingObjectStore {
            Tokens(ObjectStore store) {
                super(store);
            }

            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                try {
                    return call.send();
                } finally {
                    if (operation == StoreOperation.REPLACE) {
                        recordToken(name);
                    }
                }
            }

            private void recordToken(String name) {
                try {
                    Namespace namespace = Namespace.of(name).orElseThrow();
                    truth.read(namespace)
                            .ifPresent(found -> record(
                                    namespace,
                                    found.token().epoch(),
                                    found.token().session()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void claim_manyCopiesAtOnce_oneOwnsTheNamespaceAndTheOthersFork() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore();
        StepClock clock = new StepClock();
        TestNode node = new TestNode(store, clock, new Random(5));
        Namespace namespace = node.ownership().claim().namespace();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<TestNode> copies = new ArrayList<>();
            List<Callable<Claim>> claims = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                TestNode copy = node.copy();
                copies.add(copy);
                claims.add(() -> copy.ownership().claim());
            }
            List<Namespace> owned = new ArrayList<>();
            for (Future<Claim> claim : threads.invokeAll(claims)) {
                owned.add(claim.get().namespace());
            }
            assertThat(owned).doesNotHaveDuplicates().contains(namespace);
            for (TestNode copy : copies) {
                assertThat(copy.ownership().check()).isTrue();
            }
            assertThat(node.ownership().check()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }
}
