package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.key.ObjectKey;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BehavioralAffinityFunctionTest {
    /** Java serialization of {@code new BehavioralAffinityFunction(256)} by version 0.1.0 without placements. */
    private static final String WRITTEN_BEFORE_PLACEMENTS =
            "rO0ABXNyADBpby5mb3Jlc2hhcmQuYWZmaW5pdHkuQmVoYXZpb3JhbEFmZmluaXR5RnVuY3Rpb24AAAAAAAAA"
                    + "AQIAAHhyAEZvcmcuYXBhY2hlLmlnbml0ZS5jYWNoZS5hZmZpbml0eS5yZW5kZXp2b3VzLlJlbmRlenZvdXNB"
                    + "ZmZpbml0eUZ1bmN0aW9uAAAAAAAAAAACAAVaAA1leGNsTmVpZ2hib3JzSQAEbWFza0kABXBhcnRzTAAUYWZm"
                    + "aW5pdHlCYWNrdXBGaWx0ZXJ0ACpMb3JnL2FwYWNoZS9pZ25pdGUvbGFuZy9JZ25pdGVCaVByZWRpY2F0ZTtM"
                    + "AAxiYWNrdXBGaWx0ZXJxAH4AAnhwAAAAAP8AAAEAcHA=";

    @Provide
    Arbitrary<Integer> partitions() {
        return Arbitraries.of(64, 128, 256, 512, 1024, 2048, 4096, 8192);
    }

    @Property
    void partition_allFormsOfAProfileId_areEqual(
            @ForAll @LongRange(min = 0) long id, @ForAll("partitions") int partitions, @ForAll long other) {
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(partitions);
        int expected = (int) (id >>> 63 - Integer.numberOfTrailingZeros(partitions));

        assertThat(function.partition(id)).isEqualTo(expected);
        assertThat(function.partition(new TransactionKey(id, new UUID(other, other), 1, 0)))
                .isEqualTo(expected);
        assertThat(function.partition(ObjectKey.ofColumns(id, other))).isEqualTo(expected);
        assertThat(new ProfilePartitionMapper(partitions).partition(id)).isEqualTo(expected);
    }

    @Property
    void partition_keyWithoutProfileId_isInTheReservedEpoch(
            @ForAll String key, @ForAll int number, @ForAll("partitions") int partitions) {
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(partitions);
        int first = partitions / 16 * ProfileLayout.transactions().epochs();

        assertThat(function.partition(key)).isBetween(first, partitions - 1);
        assertThat(function.partition(new UUID(number, number))).isBetween(first, partitions - 1);
        assertThat(function.partition(-1L - Math.abs((long) number))).isBetween(first, partitions - 1);
        assertThat(new ProfilePartitionMapper(partitions).partition(key)).isEqualTo(function.partition(key));
    }

    @Property
    void partition_equalIntegersOfAllTypes_isOnePartition(@ForAll byte number, @ForAll("partitions") int partitions) {
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(partitions);

        assertThat(List.of(function.partition(number), function.partition((short) number), function.partition((int)
                        number)))
                .containsOnly(function.partition((long) number));
    }

    @Test
    void partition_keysWithoutProfileIds_areSpreadEvenly() {
        BehavioralAffinityFunction function = new BehavioralAffinityFunction(1024);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int number = 0; number < 64_000; number++) {
            counts.merge(function.partition("key " + number), 1, Integer::sum);
        }

        assertThat(counts).hasSize(64);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1200));
    }

    @ParameterizedTest
    @ValueSource(ints = {-64, 0, 1, 32, 65, 1000, 1023, 8193, 16384})
    void setPartitions_notAPowerOfTwoOrOutOfRange_throws(int partitions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehavioralAffinityFunction(partitions))
                .withMessageContaining("power of two from 64 to 8192, but was " + partitions);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehavioralAffinityFunction().setPartitions(partitions));
    }

    @Test
    void partitions_default_is1024() {
        assertThat(new BehavioralAffinityFunction().getPartitions()).isEqualTo(1024);
        assertThat(new BehavioralAffinityFunction().setPartitions(256).partitions())
                .isEqualTo(256);
    }

    @Test
    void partition_null_throws() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BehavioralAffinityFunction().partition(null));
    }

    @Test
    void equals_sameOwnersAndPartitions_isTrue() {
        assertThat(new BehavioralAffinityFunction(64))
                .isEqualTo(new BehavioralAffinityFunction(64))
                .hasSameHashCodeAs(new BehavioralAffinityFunction(64))
                .isNotEqualTo(new BehavioralAffinityFunction(128))
                .isNotEqualTo(new BehavioralAffinityFunction(true, 64))
                .isNotEqualTo(new BehavioralAffinityFunction(64).setAffinityBackupFilter((node, owners) -> true));
    }

    @Test
    void deserialize_instanceWrittenBeforePlacements_isEqual() throws IOException, ClassNotFoundException {
        byte[] written = Base64.getDecoder().decode(WRITTEN_BEFORE_PLACEMENTS);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written))) {
            assertThat(in.readObject()).isEqualTo(new BehavioralAffinityFunction(256));
        }
    }
}
