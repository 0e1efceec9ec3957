package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import io.foreshard.tier.ManifestStore.Durable;
import io.foreshard.tier.References.GroupState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A sweep deletes unreferenced objects behind their grace, and nothing else. */
class SweeperTest extends SweptNamespace {
    @Test
    void sweepAll_unreferenced_isDeletedBehindItsGrace() throws IOException {
        String used = put(1);
        references.add(used);
        put(1);
        put(2);

        SweepReport first = sweeper.sweepAll();

        assertThat(first).isEqualTo(new SweepReport(3, 1, 2, 2 * BYTES, 0, 0, List.of()));
        assertThat(sweeper.garbageObjects()).isEqualTo(2);
        assertThat(sweeper.garbageBytes()).isEqualTo(2 * BYTES);
        clock.advance(GRACE.minusMillis(1));
        assertThat(sweeper.sweepAll()).isEqualTo(first);
        clock.advance(Duration.ofMillis(1));
        assertThat(sweeper.sweepAll()).isEqualTo(new SweepReport(3, 1, 0, 0, 2, 2 * BYTES, List.of()));
        assertThat(pages()).containsExactly(used);
        assertThat(sweeper.garbageBytes()).isZero();
        assertThat(memory.list(namespace.owner())).hasSize(1);
    }

    @Test
    void sweep_betweenListings_looksOnlyAtReportedObjects() throws IOException {
        sweeper.sweep();
        String reported = put(1);
        String unreported = put(1);
        sweeper.dead(reported, BYTES);
        long before = store.requests();
        SweepReport waiting = sweeper.sweep();
        assertThat(store.requests()).isEqualTo(before);
        assertThat(waiting).isEqualTo(new SweepReport(0, 0, 1, BYTES, 0, 0, List.of()));

        clock.advance(GRACE);
        assertThat(sweeper.sweep().deletedObjects()).isEqualTo(1);

        assertThat(store.requests() - before).isLessThanOrEqualTo(4); // token and its renewal, holds, delete
        assertThat(pages()).containsExactly(unreported);
        clock.advance(Duration.ofDays(1));
        assertThat(sweeper.sweep().listed()).isEqualTo(1);
        clock.advance(GRACE);
        sweeper.sweep();
        assertThat(pages()).isEmpty();
    }

    @Test
    void dead_objectOfAnotherNamespace_isIgnored() {
        sweeper.dead("nodes/other-1/group-cafe/part-1/1-1-1", BYTES);
        assertThat(sweeper.garbageObjects()).isZero();
    }

    @Test
    void dryRun_graceOver_deletesNothing() throws IOException {
        put(1);
        sweeper.dryRun();
        clock.advance(GRACE);

        SweepReport report = sweeper.dryRun();

        assertThat(report).isEqualTo(new SweepReport(1, 0, 0, 0, 1, BYTES, List.of()));
        assertThat(pages()).hasSize(1);
        assertThat(sweeper.garbageObjects()).isEqualTo(1);
        assertThat(sweeper.sweepAll().deletedObjects()).isEqualTo(1);
    }

    @Test
    void sweepAll_referencedAgainBeforeItsGrace_isKeptAndItsGraceBeginsAgain() throws IOException {
        String name = put(1);
        sweeper.sweepAll();
        references.add(name);
        clock.advance(GRACE);
        assertThat(sweeper.sweepAll().referenced()).isEqualTo(1);
        references.remove(name);

        assertThat(sweeper.sweepAll().waitingObjects()).isEqualTo(1);
        clock.advance(GRACE);
        assertThat(sweeper.sweepAll().deletedObjects()).isEqualTo(1);
    }

    @Test
    void sweepAll_uploadInFlight_isKept() throws IOException {
        references.moving(1, true);
        String uploaded = put(1);
        put(2);

        SweepReport report = sweepBehindGrace();

        assertThat(pages()).containsExactly(uploaded);
        assertThat(report.skipped())
                .singleElement()
                .asString()
                .contains("Partition 1 of group cafe")
                .contains("moving");
        references.add(uploaded);
        references.moving(1, false);
        assertThat(sweepBehindGrace().referenced()).isEqualTo(1);
        assertThat(pages()).hasSize(1);
    }

    @Test
    void sweepAll_manifestWithoutRemoteCopies_isDeletedWhileThePartitionIsLocked() throws IOException {
        ManifestStore manifests = new ManifestStore(memory, node.ownership(), GROUP, 1);
        manifests.retire(new Durable(1, 1));
        List<Boolean> locked = new ArrayList<>();
        sweeper = sweeper(new ForwardingObjectStore(memory) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                if (operation == StoreOperation.DELETE) {
                    locked.add(references.isLocked());
                }
                return call.send();
            }
        });
        put(1);

        sweepBehindGrace();

        assertThat(pages()).isEmpty();
        assertThat(locked).containsExactly(true, false);
    }

    @Test
    void sweepAll_groupGoneElsewhereOrUnsure_deletesOnlyTheGone() throws IOException {
        put(1, 0);
        String elsewhere = put(2, 0);
        String unsure = put(3, 0);
        memory.put(namespace.manifest(1, 0), ByteBuffer.allocate(1));
        references.group(1, GroupState.GONE);
        references.group(2, GroupState.ELSEWHERE);
        references.group(3, GroupState.UNSURE);

        SweepReport report = sweepBehindGrace();

        assertThat(report.deletedObjects()).isEqualTo(2);
        assertThat(pages()).containsExactlyInAnyOrder(elsewhere, unsure);
        assertThat(report.skipped()).hasSize(2);
        references.group(3, GroupState.GONE);
        assertThat(sweeper.sweepAll().waitingObjects()).isEqualTo(1);
    }

    @Test
    void sweepAll_storeFails_losesTrackOfNothing() throws IOException {
        put(1);
        put(2);
        sweeper.sweepAll();
        clock.advance(GRACE);
        store.failing(1);
        assertThat(sweeper.sweepAll().skipped()).singleElement().asString().contains("cut off");
        SweepReport report = sweeper.sweep();
        assertThat(report.waitingObjects()).isEqualTo(2);
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).startsWith("sweepFailed");
        assertThat(events.get(1)).isEqualTo("deleteFailed 2");
        assertThat(sweeper.garbageBytes()).isEqualTo(2 * BYTES);
        store.failing(0);

        assertThat(sweeper.sweep().deletedObjects()).isEqualTo(2);
        assertThat(pages()).isEmpty();
    }

    @Test
    void sweepAll_answerOfTheDeletionLost_isCountedOnce() throws IOException {
        put(1);
        sweeper.sweepAll();
        clock.advance(GRACE);
        List<StoreOperation> losing = new ArrayList<>(List.of(StoreOperation.DELETE));
        Sweeper other = sweeper(new ForwardingObjectStore(memory) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                T answer = call.send();
                if (losing.remove(operation)) {
                    throw new ObjectStoreException(ObjectStoreException.Reason.UNAVAILABLE, "Lost.", null);
                }
                return answer;
            }
        });
        other.sweepAll();
        clock.advance(GRACE);
        assertThat(other.sweepAll().waitingObjects()).isEqualTo(1);
        assertThat(pages()).isEmpty();
        assertThat(other.sweepAll()).isEqualTo(new SweepReport(0, 0, 0, 0, 0, 0, List.of()));
        assertThat(other.garbageObjects()).isZero();
    }

    @Test
    void sweepAll_objectsOfAnImageThatWasCutOff_areDeletedBehindTheirGrace() throws IOException {
        memory.put(namespace.image(1, 1) + "1", ByteBuffer.allocate(BYTES));

        assertThat(sweeper.sweepAll().waitingBytes()).isEqualTo(BYTES);
        clock.advance(GRACE);
        assertThat(sweeper.sweepAll().deletedObjects()).isEqualTo(1);

        assertThat(memory.list(namespace.images())).isEmpty();
    }

    @Test
    void sweepAll_2500Objects_deletesBatchesOf1000AndChecksEach() throws IOException {
        for (int i = 0; i < 2_500; i++) {
            put(i % 16);
        }
        sweeper.sweepAll();
        clock.advance(GRACE);
        node.ownership().check();
        long before = store.requests();

        assertThat(sweeper.sweepAll().deletedObjects()).isEqualTo(2_500);

        assertThat(events).containsExactly("deleted 1000", "deleted 1000", "deleted 500");
        assertThat(store.requests() - before)
                .isEqualTo(4 + 3 * 3); // pages of both listings; token, holds and deletion of each batch
        assertThat(pages()).isEmpty();
    }

    @Test
    void sweepAll_100RestartsAnd20Rounds_leavesNoGarbage() throws IOException {
        Random random = new Random(7);
        for (int restart = 0; restart < 100; restart++) {
            node.restart().claim();
            sweeper = sweeper(store);
            for (int partition = 0; partition < 4; partition++) {
                put(partition); // an upload that a crash cut off
            }
            if (restart % 5 == 0) {
                offloadAndRecall(random);
            }
            sweeper.sweep();
            clock.advance(Duration.ofMinutes(random.nextInt(50)));
        }
        sweepBehindGrace();

        assertThat(pages()).hasSameElementsAs(references.referenced());
        assertThat(sweeper.garbageBytes()).isZero();
    }

    /** Offloads each partition to a new object, and recalls the ones before. */
    private void offloadAndRecall(Random random) throws IOException {
        List<String> before = List.copyOf(references.referenced());
        for (int partition = 0; partition < 4; partition++) {
            references.add(put(partition));
        }
        for (String name : before) {
            references.remove(name);
            if (random.nextBoolean()) {
                sweeper.dead(name, BYTES);
            }
        }
    }
}
