package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.plugin.cluster.StreamCodec;
import io.foreshard.plugin.tier.OperationHost.Group;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PinsTest {
    private final StreamCodec<Pins> codec = new StreamCodec<>(Pins::write, Pins::read, "pin again");

    private static BitSet set(int... numbers) {
        BitSet set = new BitSet();
        Arrays.stream(numbers).forEach(set::set);
        return set;
    }

    @Test
    void plusMinus_groups_areApart() {
        Pins pins = Pins.NONE.plus("a", set(1, 70)).plus("b", set(2)).plus("a", set(3));

        assertThat(pins.of("a")).isEqualTo(set(1, 3, 70));
        assertThat(pins.includes("b", 2)).isTrue();
        assertThat(pins.includes("b", 3) || pins.includes("c", 2)).isFalse();
        assertThat(pins.minus("a", set(1, 70, 99)).of("a")).isEqualTo(set(3));
        assertThat(pins.minus("a", set(1, 3, 70)).minus("b", set(2))).isEqualTo(Pins.NONE);
        assertThat(pins.ofGroups(Set.of("b", "c"))).isEqualTo(Pins.NONE.plus("b", set(2)));
    }

    @Test
    void codec_pins_areReadAsWritten() {
        Pins pins = Pins.NONE.plus("a", set(0, 63, 64, 64_999)).plus("b c", set(5));

        assertThat(codec.decode(1, codec.encode(pins))).isEqualTo(pins);
        assertThat(codec.decode(1, codec.encode(Pins.NONE))).isEqualTo(Pins.NONE);
    }

    @Test
    void codec_otherBytes_areRefused() {
        byte[] bytes = codec.encode(Pins.NONE.plus("a", set(1)));
        byte[] length = bytes.clone();
        length[7] = 0x7f; // the number of words

        assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(1, length));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(1, Arrays.copyOf(bytes, bytes.length - 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(1, Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void scope_numbersAndShards_areJoined() {
        Group group = new Group("orders", 64, true);

        assertThat(PartitionScope.ALL.of(group).cardinality()).isEqualTo(64);
        assertThat(PartitionScope.ALL
                        .withNumbers(1)
                        .withShards("11111*", "00001")
                        .of(group))
                .isEqualTo(set(1, 2, 3, 62, 63));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionScope.ALL.withNumbers(64).of(group))
                .withMessageContaining("its partitions are 0 to 63");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionScope.ALL.withShards("0").of(new Group("others", 64, false)))
                .withMessageContaining("has no shards");
    }
}
