package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.store.testing.FaultyObjectStore;
import io.foreshard.tier.ManifestStore.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests are replaced by their writer only; a foreign one is refused by name. */
class ManifestStoreTest {
    private static final int GROUP = 0xcafe;
    private static final int PARTITION = 7;
    private static final long IDENTITY = 42;
    private static final Durable NOTHING = new Durable(0, 0);

    private final StepClock clock = new StepClock();
    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore(), 1, 0);
    private final TestNode node = new TestNode(store, clock, new Random(1));
    private Namespace namespace;
    private ManifestStore manifests;

    @BeforeEach
    void claim() throws IOException {
        namespace = node.ownership().claim().namespace();
        manifests = of(node);
    }

    private ManifestStore of(TestNode one) {
        return new ManifestStore(store, one.ownership(), GROUP, PARTITION);
    }

    private ManifestStore restart() throws IOException {
        node.restart().claim();
        return of(node);
    }

    private static Durable durable(long generation) {
        return new Durable(IDENTITY, generation);
    }

    private static BiFunction<Long, UUID, Manifest> manifest(long generation) {
        return manifest(IDENTITY, generation);
    }

    private static BiFunction<Long, UUID, Manifest> manifest(long identity, long generation) {
        List<Manifest.Entry> entries = List.of(new Manifest.Entry("o" + generation, 1, generation, 5));
        return (epoch, session) -> new Manifest(GROUP, PARTITION, identity, generation, epoch, session, 4096, entries);
    }

    private Manifest read() throws IOException {
        return manifests.read(namespace).orElseThrow();
    }

    @Test
    void replace_firstAndLater_costs3Then2Requests() throws IOException {
        assertThat(manifests.read(namespace)).isEmpty();
        long before = store.requests();
        manifests.replace(manifest(1), NOTHING);
        assertThat(store.requests() - before).isEqualTo(3);

        manifests.replace(manifest(2), durable(1));

        assertThat(store.requests() - before).isEqualTo(5);
        Claim claim = node.ownership().owned().orElseThrow();
        assertThat(read()).isEqualTo(manifest(2).apply(claim.epoch(), claim.session()));
    }

    @Test
    void replace_restarted_readsThenReplaces() throws IOException {
        manifests.replace(manifest(1), NOTHING);
        manifests.replace(manifest(2), durable(1));

        restart().replace(manifest(3), durable(2));

        assertThat(read().generation()).isEqualTo(3);
        assertThat(read().epoch()).isEqualTo(2);
    }

    @Test
    void replace_crashBehindTheManifest_acceptsOneGenerationAhead() throws IOException {
        manifests.replace(manifest(99, 1), NOTHING);
        restart(); // a session that writes no manifest of this partition
        restart().replace(manifest(1), NOTHING);
        manifests = restart();
        manifests.replace(manifest(2), durable(1));
        restart().replace(manifest(2), durable(1));
        assertThat(read().epoch()).isEqualTo(5);
    }

    @Test
    void replace_twoGenerationsAhead_isForeign() throws IOException {
        manifests.replace(manifest(3), durable(2));

        assertForeign(restart(), durable(1));
        assertThat(read().generation()).isEqualTo(3);
    }

    @Test
    void replace_otherIdentity_isForeign() throws IOException {
        manifests.replace(manifest(99, 1), NOTHING);
        assertForeign(restart(), durable(1));
        assertThat(read().identity()).isEqualTo(99);
    }

    private void assertForeign(ManifestStore writer, Durable durable) {
        assertThatExceptionOfType(ForeignWriterException.class)
                .isThrownBy(() -> writer.replace(manifest(durable.generation() + 1), durable))
                .withMessageContaining(namespace.manifest(GROUP, PARTITION))
                .withMessageContaining("was written by session")
                .withMessageContaining("rebuild");
    }

    @Test
    void replace_otherFileInTheSameSession_isOwn() throws IOException {
        manifests.replace(manifest(99, 8), durable(7));
        of(node).replace(manifest(1), NOTHING);
        assertThat(read().identity()).isEqualTo(IDENTITY);
    }

    @Test
    void retire_recalled_letsAnyFileOfALaterSessionWrite() throws IOException {
        manifests.replace(manifest(99, 8), new Durable(99, 7));
        manifests.retire(new Durable(99, 8));
        assertThat(read().isRetired()).isTrue();

        restart().replace(manifest(1), NOTHING);

        assertThat(read().identity()).isEqualTo(IDENTITY);
    }

    @Test
    void replace_fenced_isRefusedBeforeTheManifestIsRead() throws IOException {
        manifests.replace(manifest(1), NOTHING);
        TestNode clone = node.copy();
        clone.ownership().claim();
        long before = store.requests();

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ForeignWriterException.class)
                    .isThrownBy(() -> manifests.replace(manifest(2), durable(1)))
                    .withMessageContaining("does not own");
        }

        assertThat(store.requests() - before).isEqualTo(1);
        assertThat(read().generation()).isEqualTo(1);
    }

    @Test
    void replace_forked_writesIntoTheNewNamespace() throws IOException {
        manifests.replace(manifest(1), NOTHING);
        node.copy().ownership().claim();
        node.ownership().check();
        Namespace fresh = node.ownership().claim().namespace();

        manifests.replace(manifest(2), durable(1));

        assertThat(manifests.read(fresh).orElseThrow().generation()).isEqualTo(2);
        assertThat(read().generation()).isEqualTo(1);
    }

    /** The owner of a copy has claimed, and writes between the check of a paused session and its manifest. */
    @Test
    void replace_overtakenBetweenCheckAndWrite_isForeign() throws IOException {
        manifests.replace(manifest(1), NOTHING);
        TestNode clone = node.copy();
        assertThat(node.ownership().check()).isTrue();
        BiFunction<Long, UUID, Manifest> paused = (epoch, session) -> {
            try {
                clone.ownership().claim();
                of(clone).replace(manifest(2), durable(1));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return manifest(2).apply(epoch, session);
        };

        assertThatExceptionOfType(ForeignWriterException.class)
                .isThrownBy(() -> manifests.replace(paused, durable(1)))
                .withMessageContaining("epoch 2");
        assertThat(read().epoch()).isEqualTo(2);
    }

    @Test
    void replace_answerLost_canBeRepeated() throws IOException {
        manifests.replace(manifest(1), NOTHING);
        store.loseNextAnswers(1);
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> manifests.replace(manifest(2), durable(1)));
        BiFunction<Long, UUID, Manifest> losing = (epoch, session) -> {
            store.loseNextAnswers(1);
            return manifest(2).apply(epoch, session);
        };
        assertThatExceptionOfType(ObjectStoreException.class).isThrownBy(() -> manifests.replace(losing, durable(1)));
        assertThat(read().generation()).isEqualTo(2);

        manifests.replace(manifest(2), durable(1));
        manifests.replace(manifest(3), durable(2));

        assertThat(read().generation()).isEqualTo(3);
    }

    @Test
    void replace_manifestDeletedOrDamaged_writesItAgain() throws IOException {
        String name = namespace.manifest(GROUP, PARTITION);
        manifests.replace(manifest(1), NOTHING);
        store.delete(List.of(name));
        manifests.replace(manifest(2), durable(1));
        store.replace(name, ByteBuffer.wrap(new byte[100]), store.read(name).version());
        assertThatExceptionOfType(DamagedException.class).isThrownBy(this::read).withMessageContaining(name);

        manifests.replace(manifest(3), durable(2));

        assertThat(read().generation()).isEqualTo(3);
    }
}
