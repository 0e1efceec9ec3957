package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoadDeltaTest {
    @Provide
    Arbitrary<LocalLoads> loads() {
        Arbitrary<Long> values = Arbitraries.longs();
        Arbitrary<LocalPartition> partitions = Combinators.combine(
                        Arbitraries.of(true, false), values, values, values, values, values, values)
                .as(LocalPartition::new);
        return Combinators.combine(
                        Arbitraries.maps(Arbitraries.integers().between(0, Integer.MAX_VALUE), partitions)
                                .ofMaxSize(20),
                        values)
                .as((Map<Integer, LocalPartition> map, Long windows) -> new LocalLoads(map, windows));
    }

    @Property
    void apply_changesBetweenTwoStates_isTheSecond(
            @ForAll("loads") LocalLoads before, @ForAll("loads") LocalLoads now) {
        assertThat(LoadDelta.apply(before, LoadDelta.between(before, now))).isEqualTo(now);
    }

    @Property
    void apply_changesOfSomePartitions_isTheSecondState(@ForAll("loads") LocalLoads before, @ForAll long seed) {
        Map<Integer, LocalPartition> partitions = new HashMap<>(before.partitions());
        partitions.replaceAll((number, partition) -> (number ^ seed) % 3 == 0
                ? new LocalPartition(
                        partition.primary(),
                        partition.bytes(),
                        partition.remoteBytes(),
                        partition.rows(),
                        partition.reads() + seed % 100,
                        partition.writes(),
                        partition.cpuMicros() + 1)
                : partition);
        LocalLoads now = new LocalLoads(partitions, before.windowOperations());

        byte[] changes = LoadDelta.between(before, now);

        assertThat(LoadDelta.apply(before, changes)).isEqualTo(now);
        assertThat(LoadDelta.apply(now, LoadDelta.between(now, before))).isEqualTo(before);
    }

    @Property
    void apply_randomBytes_throwsTheDocumentedExceptionOnly(
            @ForAll("loads") LocalLoads before, @ForAll @Size(max = 100) byte[] bytes) {
        LocalLoads after;
        try {
            after = LoadDelta.apply(before, bytes);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageNotContaining("null");
            return;
        }
        assertThat(LoadDelta.apply(before, LoadDelta.between(before, after))).isEqualTo(after);
    }

    @Test
    void apply_truncated_throws() {
        LocalLoads now = full(3, 1_000);
        byte[] changes = LoadDelta.between(LocalLoads.NONE, now);

        for (int length = 0; length < changes.length; length++) {
            byte[] truncated = Arrays.copyOf(changes, length);
            assertThat(differs(truncated, now)).as("length %d", length).isTrue();
        }
        assertThatThrownBy(() -> LoadDelta.apply(LocalLoads.NONE, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The changes of a server's loads end early.");
    }

    private static boolean differs(byte[] bytes, LocalLoads loads) {
        try {
            return !LoadDelta.apply(LocalLoads.NONE, bytes).equals(loads);
        } catch (IllegalArgumentException expected) {
            return true;
        }
    }

    /** A cluster of 500 servers and 8,192 partitions with a backup: a server has 33 copies. */
    @Test
    void between_serverOfALargeCluster_isSmall() {
        LocalLoads before = full(33, 1_000_000_000);
        LocalLoads now = full(33, 1_000_003_000);

        assertThat(LoadDelta.between(before, before)).hasSize(1);
        assertThat(LoadDelta.between(before, now).length).isLessThan(33 * 14);
        assertThat(LoadDelta.between(LocalLoads.NONE, now).length).isLessThan(33 * 32);
    }

    @Test
    void next_stateAcknowledged_sendsChangesAndOtherwiseAll() {
        AtomicReference<LocalLoads> source = new AtomicReference<>(full(100, 5_000));
        SentLoads sent = new SentLoads(source::get);

        NodeLoads first = sent.next(SentLoads.NO_STATE);
        LocalLoads known = first.loads(LocalLoads.NONE);
        assertThat(known).isEqualTo(source.get());

        NodeLoads idle = sent.next(first.version());
        assertThat(idle.size()).isEqualTo(1);
        assertThat(idle.loads(known)).isEqualTo(known);

        source.set(full(101, 5_001));
        NodeLoads lost = sent.next(idle.version());
        assertThat(lost.loads(known)).isEqualTo(source.get());

        source.set(full(99, 5_002));
        NodeLoads afterLoss = sent.next(idle.version());
        assertThat(afterLoss.loads(known)).isEqualTo(source.get());
        assertThat(afterLoss.size()).isGreaterThan(lost.size());

        NodeLoads otherCoordinator = sent.next(SentLoads.NO_STATE);
        assertThat(otherCoordinator.loads(LocalLoads.NONE)).isEqualTo(source.get());
    }

    private static LocalLoads full(int partitions, long value) {
        Map<Integer, LocalPartition> map = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            map.put(i * 248 % 8192, new LocalPartition(i % 2 == 0, value, 0, value, value, value, value));
        }
        return new LocalLoads(map, 0);
    }
}
