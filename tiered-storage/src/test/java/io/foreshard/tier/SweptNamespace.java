package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;

/** A node that owns a namespace in a store in memory, and its sweeper, for tests that extend this class. */
abstract class SweptNamespace {
    static final int GROUP = 0xcafe;
    static final Duration GRACE = Duration.ofHours(1);
    static final int BYTES = 100;

    final StepClock clock = new StepClock();
    final MemoryObjectStore memory = new MemoryObjectStore();
    final FaultyObjectStore store = new FaultyObjectStore(memory, 1, 0);
    final List<String> events = new ArrayList<>();
    final TestReferences references = new TestReferences();
    final TestNode node = new TestNode(store, clock, new Random(1));
    Namespace namespace;
    Sweeper sweeper;

    @BeforeEach
    final void claim() throws IOException {
        namespace = node.ownership().claim().namespace();
        sweeper = sweeper(store);
    }

    Sweeper sweeper(ObjectStore of) {
        return new Sweeper(
                node.ownership(),
                of,
                references,
                new ImageReferences(new ImageStore(of)),
                clock,
                GRACE,
                new TierListener() {
                    @Override
                    public void deleteFailed(int objects, Exception cause) {
                        events.add("deleteFailed " + objects);
                    }

                    @Override
                    public void sweepFailed(String name, Exception cause) {
                        events.add("sweepFailed " + cause.getMessage());
                    }

                    @Override
                    public void garbageDeleted(int objects) {
                        events.add("deleted " + objects);
                    }
                });
    }

    String put(int partition) throws IOException {
        return put(GROUP, partition);
    }

    String put(int group, int partition) throws IOException {
        String name = node.ownership().newName(group, partition, 1);
        memory.put(name, ByteBuffer.allocate(BYTES));
        return name;
    }

    List<String> pages() throws IOException {
        return memory.list(namespace.groups());
    }

    SweepReport sweepBehindGrace() {
        sweeper.sweepAll();
        clock.advance(GRACE);
        return sweeper.sweepAll();
    }
}
