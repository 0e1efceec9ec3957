package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.tier.Claim.Outcome;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Namespaces of nodes that left the baseline are claimed, then emptied; those of all other nodes are not touched. */
class NamespaceCollectorTest {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int BYTES = 100;

    private final StepClock clock = new StepClock();
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final OwnerObjects objects = new OwnerObjects(memory);
    private final Random random = new Random(1);
    private final Set<String> baseline = new HashSet<>(Set.of("b"));
    private final TestNode gone = node("a", "cluster");
    private final TestNode present = node("b", "cluster");
    private Optional<Set<String>> known = Optional.of(baseline);
    private Namespace namespace;
    private NamespaceCollector collector;

    private TestNode node(String id, String cluster) {
        return TestNode.of(memory, clock, random, new NodeName("node-" + id, id, cluster));
    }

    @BeforeEach
    void claim() throws IOException {
        namespace = gone.ownership().claim().namespace();
        present.ownership().claim();
        put(gone);
        put(present);
        collector = collector(memory);
    }

    private NamespaceCollector collector(ObjectStore of) {
        Members members = new Members() {
            @Override
            public String clusterId() {
                return "cluster";
            }

            @Override
            public Optional<Set<String>> baseline() {
                return known;
            }
        };
        return new NamespaceCollector(
                of, present.ownership(), members, clock, GRACE, TestNode.ids(random), TierListener.NONE);
    }

    private static void put(MemoryObjectStore store, TestNode node) throws IOException {
        store.put(node.ownership().newName(1, 1, 1), ByteBuffer.allocate(BYTES));
    }

    private void put(TestNode node) throws IOException {
        put(memory, node);
    }

    private int pages(Namespace of) throws IOException {
        return memory.list(of.groups()).size();
    }

    private State state() throws IOException {
        return objects.read(namespace).orElseThrow().token().state();
    }

    private void collectFirstStep() throws IOException {
        clock.advance(DAY);
        collector.collect();
        assertThat(state()).isEqualTo(State.COLLECTED);
        clock.advance(GRACE);
    }

    @Test
    void collect_nodeGoneForADay_claimsThenDeletesBehindTheGrace() throws IOException {
        assertThat(collector.collect().waitingBytes()).isEqualTo(BYTES);
        assertThat(state()).isEqualTo(State.ACTIVE);
        clock.advance(DAY);

        SweepReport claimed = collector.collect();

        assertThat(claimed.deletedObjects()).isZero();
        assertThat(claimed.waitingBytes()).isEqualTo(BYTES);
        assertThat(state()).isEqualTo(State.COLLECTED);
        assertThat(pages(namespace)).isEqualTo(1);
        clock.advance(GRACE.minusMillis(1));
        assertThat(collector.collect().deletedObjects()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(collector.dryRun().deletedBytes()).isEqualTo(BYTES);
        assertThat(collector.collect()).isEqualTo(new SweepReport(4, 0, 0, 0, 1, BYTES, List.of()));
        assertThat(pages(namespace)).isZero();
        assertThat(state()).isEqualTo(State.DELETED);
        assertThat(pages(present.ownership().owned().orElseThrow().namespace())).isEqualTo(1);
        assertThat(collector.collect()).isEqualTo(new SweepReport(3, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void collect_nodeGoneWithAnImage_deletesTheImageToo() throws IOException {
        memory.put(namespace.image(), ByteBuffer.allocate(BYTES));
        memory.put(namespace.image(1, 1) + "1", ByteBuffer.allocate(BYTES));
        clock.advance(DAY);
        collector.collect();
        clock.advance(GRACE);

        assertThat(collector.collect().deletedBytes()).isEqualTo(3 * BYTES);

        assertThat(memory.list(namespace.toString())).containsExactly(namespace.owner());
    }

    @Test
    void dryRun_nodeGone_claimsNothing() throws IOException {
        clock.advance(DAY);
        assertThat(collector.dryRun().waitingBytes()).isEqualTo(BYTES);
        assertThat(state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void collect_memberForeignClusterOrUnknownBaseline_touchesNothing() throws IOException {
        TestNode foreign = node("a", "another cluster");
        Namespace other = foreign.ownership().claim().namespace();
        put(foreign);
        baseline.add("a");
        clock.advance(DAY.multipliedBy(10));

        SweepReport report = collector.collect();

        assertThat(report.referenced()).isEqualTo(1);
        assertThat(report.skipped()).singleElement().asString().contains("belongs to cluster another cluster");
        known = Optional.empty();
        baseline.clear();
        assertThat(collector.collect().skipped()).singleElement().asString().contains("baseline");
        assertThat(state()).isEqualTo(State.ACTIVE);
        assertThat(pages(other) + pages(namespace)).isEqualTo(2);
    }

    @Test
    void collect_nodeSeenWithinADay_waits() throws IOException {
        for (int hour = 0; hour < 48; hour++) {
            clock.advance(Duration.ofHours(1));
            assertThat(gone.ownership().check()).isTrue();
            collector.collect();
        }
        assertThat(state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void collect_tokenMissingOrDamaged_keepsTheObjects() throws IOException {
        memory.delete(List.of(namespace.owner()));
        memory.put("nodes/node-x-1/owner", ByteBuffer.allocate(3));
        clock.advance(DAY);

        SweepReport report = collector.collect();

        assertThat(report.skipped()).hasSize(2);
        assertThat(pages(namespace)).isEqualTo(1);
    }

    @Test
    void collect_nodeReturnedAfterTheClaim_forksAndItsHoldKeepsTheObjects() throws IOException {
        collectFirstStep();
        baseline.add("a");
        assertThat(collector.collect().skipped()).singleElement().asString().contains("in the baseline again");

        assertThat(gone.ownership().check()).isFalse();
        assertThat(gone.ownership().claim().outcome()).isEqualTo(Outcome.FORKED);

        assertThat(collector.collect().skipped()).singleElement().asString().contains("forked from it");
        assertThat(pages(namespace)).isEqualTo(1);
        gone.ownership().release(namespace);
        gone.restart().claim();
        assertThat(collector.collect().deletedObjects()).isEqualTo(1);
    }

    @Test
    void collect_nodeReturnedAfterTheDeletion_reportsLostPages() throws IOException {
        collectFirstStep();
        collector.collect();
        baseline.add("a");

        Claim claim = gone.restart().claim();

        assertThat(claim.outcome()).isEqualTo(Outcome.LOST);
        assertThat(claim.namespace()).isNotEqualTo(namespace);
    }

    /** A node forks at each request of the collector's last step: its hold keeps the objects, or it is told that they are lost. */
    @Test
    void collect_nodeReturnsAtAnyRequest_keepsTheObjectsOrTheNodeKnows() throws IOException {
        Set<Outcome> outcomes = new HashSet<>();
        for (int at = 1; at < 14; at++) {
            TestNode returning = node("c" + at, "cluster");
            Namespace old = returning.ownership().claim().namespace();
            put(returning);
            clock.advance(DAY);
            collector.collect();
            clock.advance(GRACE);
            int request = at;
            Outcome[] outcome = new Outcome[1];
            collector(new ForwardingObjectStore(memory) {
                        private int requests;

                        @Override
                        protected <T> T around(StoreOperation operation, String name, Call<T> call)
                                throws ObjectStoreException {
                            if (name.startsWith(old.toString()) && ++requests == request) {
                                outcome[0] = claimOf(returning);
                            }
                            return call.send();
                        }
                    })
                    .collect(old.toString());
            outcomes.add(outcome[0]);
            if (outcome[0] == Outcome.FORKED) {
                assertThat(pages(old)).as("fork at request %d", at).isEqualTo(1);
            } else if (outcome[0] == null) {
                assertThat(pages(old)).isZero();
            }
        }
        assertThat(outcomes).contains(Outcome.FORKED, Outcome.LOST, null);
    }

    private static Outcome claimOf(TestNode node) {
        try {
            return node.restart().claim().outcome();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void collect_nodeForkedAndInTheBaseline_isCollectedOnCommandOnly() throws IOException {
        TestNode backup = gone.copy();
        gone.restart().claim();
        backup.ownership().claim();
        baseline.add("a");
        clock.advance(DAY);
        collector.collect();
        assertThat(state()).isEqualTo(State.ACTIVE);

        collector.collect(namespace.toString());
        clock.advance(GRACE);
        collector.collect(namespace.toString());
        assertThat(state()).isEqualTo(State.COLLECTED);
        assertThat(pages(namespace)).isEqualTo(1);
        backup.ownership().release(namespace);
        collector.collect(namespace.toString());

        assertThat(state()).isEqualTo(State.DELETED);
        assertThat(pages(namespace)).isZero();
    }

    @Test
    void collect_holdOfADeadNode_isDeletedWithIt() throws IOException {
        TestNode backup = gone.copy();
        gone.restart().claim();
        backup.ownership().claim();
        assertThat(memory.list(namespace.hold(""))).hasSize(1);
        clock.advance(DAY);
        collector.collect();
        clock.advance(GRACE);
        collector.collect();
        collector.collect();

        assertThat(memory.list(namespace.hold(""))).isEmpty();
        assertThat(pages(namespace)).isZero();
    }

    @Test
    void collect_collectorDiedWhileDeleting_anotherContinues() throws IOException {
        collectFirstStep();
        for (int i = 0; i < 3; i++) {
            memory.put(namespace.object(1, 2, 1, 1, 100 + i), ByteBuffer.allocate(BYTES));
        }
        SweepReport cut = collector(new ForwardingObjectStore(memory) {
                    @Override
                    protected <T> T around(StoreOperation operation, String name, Call<T> call)
                            throws ObjectStoreException {
                        if (operation == StoreOperation.DELETE) {
                            throw new ObjectStoreException(ObjectStoreException.Reason.UNAVAILABLE, "Lost.", null);
                        }
                        return call.send();
                    }
                })
                .collect();
        assertThat(cut.skipped()).singleElement().asString().contains("cut off");
        assertThat(state()).isEqualTo(State.DELETED);

        assertThat(collector.collect().deletedObjects()).isEqualTo(4);
        assertThat(pages(namespace)).isZero();
    }
}
