package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** A sweep deletes nothing of a namespace that a node with a copy of the disk owns or holds. */
class SweepOfCopiesTest extends SweptNamespace {
    @Test
    void sweepAll_fenced_deletesNothing() throws IOException {
        put(1);
        sweeper.sweepAll();
        clock.advance(GRACE);
        node.copy().ownership().claim();

        SweepReport report = sweeper.sweepAll();

        assertThat(report.deletedObjects()).isZero();
        assertThat(report.skipped()).singleElement().asString().contains("does not own");
        assertThat(sweeper.sweepAll().skipped()).singleElement().asString().contains("owns no namespace");
        assertThat(pages()).hasSize(1);
    }

    @Test
    void sweepAll_forked_forgetsAndKeepsTheOldNamespace() throws IOException {
        put(1);
        sweeper.sweepAll();
        node.copy().ownership().claim();
        node.ownership().check();
        Namespace fresh = node.ownership().claim().namespace();
        clock.advance(GRACE);

        assertThat(sweeper.sweepAll().listed()).isZero();

        assertThat(sweeper.garbageObjects()).isZero();
        assertThat(pages()).hasSize(1);
        assertThat(node.ownership().held()).containsExactly(namespace);
        Namespace rebuilt = new Namespace("rebuilt", "1");
        node.ownership().hold(rebuilt);
        node.ownership().hold(rebuilt);
        assertThat(memory.list(rebuilt.hold(""))).hasSize(1);
        references.borrowed(namespace.toString());
        sweeper.sweepAll();
        clock.advance(GRACE);
        sweeper.sweepAll();
        assertThat(node.ownership().held()).containsExactly(namespace);
        references.borrowed();
        sweeper.sweepAll();
        assertThat(node.ownership().held()).containsExactly(namespace);
        clock.advance(GRACE);
        sweeper.sweepAll();
        assertThat(node.ownership().held()).isEmpty();
        assertThat(memory.list(namespace.hold(""))).isEmpty();
        assertThat(fresh).isNotEqualTo(namespace);
    }

    @Test
    void sweepAll_heldByACopy_deletesNothingUntilReleased() throws IOException {
        put(1);
        sweeper.sweepAll();
        clock.advance(GRACE);
        TestNode backup = node.copy();
        node.restart().claim();
        sweeper = sweeper(store);
        backup.ownership().claim();

        SweepReport report = sweepBehindGrace();

        assertThat(report.skipped()).singleElement().asString().contains("holds the namespace");
        assertThat(report.waitingBytes()).isEqualTo(BYTES);
        assertThat(sweeper.dryRun().deletedObjects()).isZero();
        backup.ownership().release(namespace);
        assertThat(sweeper.sweep().deletedObjects()).isEqualTo(1);
    }

    @Test
    void sweepAll_fencedBetweenBatches_deletesNoFurtherBatch() throws IOException {
        for (int i = 0; i < 1_500; i++) {
            put(1);
        }
        TestNode clone = node.copy();
        Collection<String> deletions = new ArrayList<>();
        sweeper = sweeper(new ForwardingObjectStore(memory) {
            @Override
            protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
                T answer = call.send();
                if (operation == StoreOperation.DELETE) {
                    deletions.add(name);
                    try {
                        clone.ownership().claim();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
                return answer;
            }
        });

        SweepReport report = sweepBehindGrace();

        assertThat(deletions).hasSize(1);
        assertThat(report.deletedObjects()).isEqualTo(1_000);
        assertThat(report.waitingObjects()).isEqualTo(500);
        assertThat(pages()).hasSize(500);
    }
}
