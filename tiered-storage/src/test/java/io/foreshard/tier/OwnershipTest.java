package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.tier.Claim.Outcome;
import io.foreshard.tier.OwnerToken.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Claims, checks and forks of one disk, of copies of it, and after faults of disk and store. */
class OwnershipTest {
    private final StepClock clock = new StepClock();
    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
    private final OwnerObjects objects = new OwnerObjects(store);
    private final TestNode node = new TestNode(store, clock, new Random(1));

    private OwnerToken token(Namespace namespace) throws IOException {
        return objects.read(namespace).orElseThrow().token();
    }

    @Test
    void create_anyDisk_sendsNoRequest() {
        assertThat(node.ownership().owned()).isEmpty();
        assertThat(node.ownership().isOwn("nodes/x-1/group-1/part-1/1-1-1")).isFalse();
        assertThat(store.requests()).isZero();
        assertThat(node.disk().content()).isNull();
    }

    @Test
    void claim_newDisk_ownsEpoch1WithTwoRequests() throws IOException {
        Claim claim = node.ownership().claim();

        assertThat(claim.outcome()).isEqualTo(Outcome.OWNED);
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(store.requests()).isEqualTo(2);
        OwnerToken token = token(claim.namespace());
        assertThat(token.session()).isEqualTo(claim.session());
        assertThat(token.state()).isEqualTo(State.ACTIVE);
        assertThat(token.clusterId()).isEqualTo("cluster");
        assertThat(token.consistentId()).isEqualTo("rack 7");
        assertThat(node.remembered()).isEqualTo(new LocalOwner(claim.namespace(), 1, claim.session(), null, List.of()));
        assertThat(node.ownership().claim()).isSameAs(claim);
        assertThat(node.ownership().check()).isTrue();
        assertThat(node.events()).isEmpty();
    }

    @Test
    void newName_owned_isOwnAndNeverRepeated() throws IOException {
        Claim claim = node.ownership().claim();

        String name = node.ownership().newName(0xcafe, 7, 3);

        assertThat(name).isEqualTo(claim.namespace() + "/group-cafe/part-7/1-3-1");
        assertThat(node.ownership().newName(0xcafe, 7, 3)).isNotEqualTo(name);
        assertThat(node.ownership().isOwn(name)).isTrue();
        node.restart();
        assertThat(node.ownership().isOwn(name)).isFalse();
        assertThatIOException().isThrownBy(() -> node.ownership().newName(0xcafe, 7, 3));
        node.ownership().claim();
        assertThat(node.ownership().isOwn(name)).isTrue();
        assertThat(node.ownership().newName(0xcafe, 7, 3)).isEqualTo(claim.namespace() + "/group-cafe/part-7/2-3-1");
    }

    @Test
    void claim_restarted_ownsTheNextEpochOfTheSameNamespace() throws IOException {
        Namespace namespace = node.ownership().claim().namespace();
        for (int epoch = 2; epoch < 6; epoch++) {
            Claim claim = node.restart().claim();
            assertThat(claim.outcome()).isEqualTo(Outcome.OWNED);
            assertThat(claim.namespace()).isEqualTo(namespace);
            assertThat(claim.epoch()).isEqualTo(epoch);
        }
    }

    @Test
    void claim_cloneWhileTheOriginalRuns_fencesTheOriginalWhichForks() throws IOException {
        Namespace old = node.ownership().claim().namespace();
        TestNode clone = node.copy();

        assertThat(clone.ownership().claim().outcome()).isEqualTo(Outcome.OWNED);

        assertThat(node.ownership().check()).isFalse();
        assertThat(node.ownership().owned()).isEmpty();
        Claim forked = node.ownership().claim();
        assertThat(forked.outcome()).isEqualTo(Outcome.FORKED);
        assertThat(forked.namespace()).isNotEqualTo(old);
        assertThat(forked.epoch()).isEqualTo(1);
        assertThat(objects.holds(old))
                .containsExactly(old.hold(forked.namespace().nodeId()));
        assertThat(token(forked.namespace()).forkedFrom()).containsExactly(old.toString());
        assertThat(node.ownership().held()).containsExactly(old);
        assertThat(node.ownership().check()).isTrue();
        assertThat(clone.ownership().check()).isTrue();
        assertThat(node.events()).hasSize(2);
        assertThat(node.events().get(0)).startsWith("fenced: ").contains("epoch 2 was claimed");
        assertThat(node.events().get(1)).startsWith("forked: ").contains(old.toString());
    }

    @Test
    void claim_oldDiskRestored_forksAndHoldsTheOldNamespace() throws IOException {
        Namespace namespace = node.ownership().claim().namespace();
        TestNode backup = node.copy();
        node.restart().claim();
        node.restart().claim();

        Claim claim = backup.ownership().claim();

        assertThat(claim.outcome()).isEqualTo(Outcome.FORKED);
        assertThat(node.ownership().check()).isTrue();
        assertThat(objects.holds(namespace)).hasSize(1);
        assertThat(backup.restart().claim().outcome()).isEqualTo(Outcome.OWNED);
        assertThat(backup.ownership().claim().namespace()).isEqualTo(claim.namespace());
        assertThat(backup.ownership().held()).containsExactly(namespace);
    }

    @Test
    void claim_copyOfAForkedDisk_holdsAllEarlierNamespaces() throws IOException {
        Namespace first = node.ownership().claim().namespace();
        TestNode backup = node.copy();
        node.restart().claim();
        Namespace second = backup.ownership().claim().namespace();
        TestNode copyOfBackup = backup.copy();
        backup.restart().claim();

        copyOfBackup.ownership().claim();

        assertThat(copyOfBackup.ownership().held()).containsExactly(first, second);
        assertThat(objects.holds(first)).hasSize(2);
        assertThat(objects.holds(second)).hasSize(1);
    }

    @Test
    void claim_twoProcessesOnOneDisk_theOlderIsRefusedAndWritesNothing() throws IOException {
        node.ownership().claim();
        Ownership second = node.another();
        second.claim();
        byte[] content = node.disk().content();

        assertThat(node.ownership().check()).isFalse();
        assertThat(node.ownership().claim().outcome()).isEqualTo(Outcome.REPLACED);

        assertThat(node.disk().content()).isEqualTo(content);
        assertThat(second.check()).isTrue();
    }

    @Test
    void claim_answerLost_isContinuedByTheSameProcess() throws IOException {
        for (int request = 1; request <= 2; request++) {
            store.loseNextAnswers(request);
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> node.ownership().claim());
            assertThat(node.ownership().owned()).isEmpty();
        }
        store.loseNextAnswers(0);
        Claim claim = node.ownership().claim();
        assertThat(claim.outcome()).isEqualTo(Outcome.OWNED);
        assertThat(node.ownership().check()).isTrue();
    }

    @Test
    void claim_diskFailsAtAnyWrite_isContinued() throws IOException {
        for (boolean after : new boolean[] {false, true}) {
            node.disk().failNextWrite(after);
            assertThatIOException().isThrownBy(() -> node.ownership().claim()).withMessageContaining("disk failed");
        }
        assertThat(node.ownership().claim().outcome()).isEqualTo(Outcome.OWNED);
        for (boolean after : new boolean[] {false, true}) {
            Ownership restarted = node.restart();
            node.disk().failNextWrite(after);
            assertThatIOException().isThrownBy(restarted::claim);
            assertThat(restarted.claim().outcome()).isEqualTo(Outcome.OWNED);
            assertThat(restarted.check()).isTrue();
        }
    }

    @Test
    void claim_tokenMissing_isRefusedUntilANewNamespaceIsCommanded() throws IOException {
        Namespace old = node.ownership().claim().namespace();
        store.delete(List.of(old.owner()));
        assertThat(node.ownership().check()).isFalse();
        assertThat(node.ownership().claim().outcome()).isEqualTo(Outcome.UNKNOWN_NODE);

        Claim refused = node.restart().claim();

        assertThat(refused.outcome()).isEqualTo(Outcome.UNKNOWN_NODE);
        assertThat(refused.isOwned()).isFalse();
        assertThat(refused.sentence()).contains(old.owner()).contains("Configure the right store");
        assertThat(node.ownership().owned()).isEmpty();
        assertThat(node.events().get(node.events().size() - 1)).startsWith("refused: ");
        assertThat(objects.read(old)).isEmpty();
        Claim fresh = node.ownership().startNew();
        assertThat(fresh.outcome()).isEqualTo(Outcome.FORKED);
        assertThat(objects.holds(old)).hasSize(1);
    }

    @Test
    void claim_storeRestoredFromAnOlderCopy_isRefused() throws IOException {
        Namespace namespace = node.ownership().claim().namespace();
        OwnerToken old = token(namespace);
        node.restart().claim();
        node.restart().claim();
        String version = objects.read(namespace).orElseThrow().version();
        assertThat(objects.replace(namespace, old, version)).isTrue();

        assertThat(node.restart().claim().outcome()).isEqualTo(Outcome.UNKNOWN_NODE);
    }

    @Test
    void claim_tokenOrFileDamaged_failsWithTheCure() throws IOException {
        Namespace namespace = node.ownership().claim().namespace();
        String version = objects.read(namespace).orElseThrow().version();
        store.replace(namespace.owner(), ByteBuffer.wrap(new byte[] {1, 2}), version);
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> node.ownership().check())
                .withMessageContaining(namespace.owner())
                .withMessageContaining("Delete the token");
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> node.restart().claim());
        node.disk().restore(new byte[] {3});
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> node.restart().claim())
                .withMessageContaining("Restore it together");
    }

    @Test
    void check_storeFails_failsAndStaysTheOwner() throws IOException {
        node.ownership().claim();
        store.failing(1);
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> node.ownership().check());
        store.failing(0);
        assertThat(node.ownership().check()).isTrue();
    }

    @Test
    void check_afterAnHour_renewsTheTimeOfTheToken() throws IOException {
        Claim claim = node.ownership().claim();
        clock.advance(Ownership.RENEWAL.minusSeconds(1));
        long before = store.requests();
        assertThat(node.ownership().check()).isTrue();
        assertThat(store.requests() - before).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(node.ownership().check()).isTrue();

        assertThat(store.requests() - before).isEqualTo(3);
        OwnerToken token = token(claim.namespace());
        assertThat(token.seenAt()).isEqualTo(clock.instant());
        assertThat(token.claimedAt()).isBefore(token.seenAt());
        assertThat(token.isOf(claim.epoch(), claim.session())).isTrue();
        assertThat(node.restart().claim().outcome()).isEqualTo(Outcome.OWNED);
    }

    @Test
    void claim_namespaceCollected_forksAndHolds() throws IOException {
        Namespace old = node.ownership().claim().namespace();
        collect(old, State.COLLECTED);

        assertThat(node.restart().claim().outcome()).isEqualTo(Outcome.FORKED);
        assertThat(objects.holds(old)).hasSize(1);
    }

    @Test
    void claim_objectsBeingDeleted_reportsLostPages() throws IOException {
        Namespace old = node.ownership().claim().namespace();
        collect(old, State.DELETED);

        Claim claim = node.restart().claim();

        assertThat(claim.outcome()).isEqualTo(Outcome.LOST);
        assertThat(claim.sentence()).contains("rebalance partitions");
        assertThat(node.restart().claim().outcome()).isEqualTo(Outcome.OWNED);
    }

    private void collect(Namespace namespace, State state) throws IOException {
        OwnerObjects.Found found = objects.read(namespace).orElseThrow();
        OwnerToken next = found.token().collected(new UUID(0, 0), state, clock.instant());
        assertThat(objects.replace(namespace, next, found.version())).isTrue();
    }

    @Test
    void release_heldNamespace_deletesTheHoldAndStaysReleased() throws IOException {
        Namespace old = node.ownership().claim().namespace();
        TestNode backup = node.copy();
        node.restart().claim();
        backup.ownership().claim();

        backup.ownership().release(old);

        assertThat(objects.holds(old)).isEmpty();
        assertThat(backup.ownership().held()).isEmpty();
        backup.restart().claim();
        assertThat(objects.holds(old)).isEmpty();
    }

    /** Another copy claims after this one has read the token and before it replaces it. */
    @Test
    void claim_overtakenBetweenReadAndReplace_forks() throws IOException {
        Namespace namespace = node.ownership().claim().namespace();
        TestNode faster = node.copy();
        MemoryLocalFile disk = node.disk().copy();
        LocalFile slowDisk = new LocalFile() {
            @Override
            public byte[] read() {
                return disk.read();
            }

            @Override
            public void replace(byte[] content) throws IOException {
                faster.ownership().claim();
                disk.replace(content);
            }
        };
        NodeName name = new NodeName(TestNode.FOLDER, "rack 7", "cluster");
        Ownership slow =
                new Ownership(store, slowDisk, () -> name, clock, TestNode.ids(new Random(9)), TierListener.NONE);

        assertThat(slow.claim().outcome()).isEqualTo(Outcome.FORKED);

        assertThat(token(namespace).epoch()).isEqualTo(2);
        assertThat(faster.ownership().check()).isTrue();
        assertThat(slow.check()).isTrue();
    }
}
