package io.foreshard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.key.ProfileLayout.Field;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ProfileLayoutTest {
    private static final ProfileLayout TRANSACTIONS = ProfileLayout.transactions();

    @Test
    void toString_bothLayouts_namesEachBit() {
        assertThat(TRANSACTIONS).hasToString("epoch 62..59, band 58..57, salt 56..40, interest 39..0");
        assertThat(ProfileLayout.objects()).hasToString("interest 62..23, salt 22..0");
    }

    @Test
    void epochs_transactionLayout_excludesTheLast() {
        assertThat(TRANSACTIONS.epochs()).isEqualTo(15);
        assertThat(ProfileLayout.objects().epochs()).isEqualTo(1);
    }

    @Property
    void get_afterWith_returnsTheValue(@ForAll @LongRange(min = 0) long id, @ForAll Field field, @ForAll long value) {
        long changed = TRANSACTIONS.with(id, field, value);

        assertThat(changed).isNotNegative();
        assertThat(TRANSACTIONS.get(changed, field)).isEqualTo(value & (1L << TRANSACTIONS.width(field)) - 1);
    }

    @Property
    void with_oneField_keepsTheOthers(
            @ForAll @LongRange(min = 0) long id, @ForAll Field put, @ForAll Field other, @ForAll long value) {
        Assume.that(put != other);

        assertThat(TRANSACTIONS.get(TRANSACTIONS.with(id, put, value), other)).isEqualTo(TRANSACTIONS.get(id, other));
    }

    @Property
    void with_absentField_changesNothing(@ForAll @LongRange(min = 0) long id, @ForAll long value) {
        assertThat(ProfileLayout.objects().width(Field.EPOCH)).isZero();
        assertThat(ProfileLayout.objects().get(id, Field.EPOCH)).isZero();
        assertThat(ProfileLayout.objects().with(id, Field.EPOCH, value)).isEqualTo(id);
    }

    @Property
    void partition_1024_isEpochBandAndLeadingSaltBits(
            @ForAll @IntRange(max = 15) int epoch,
            @ForAll @IntRange(max = 3) int band,
            @ForAll @IntRange(max = (1 << 17) - 1) int salt,
            @ForAll long interest) {
        long id = TRANSACTIONS.with(0, Field.EPOCH, epoch);
        id = TRANSACTIONS.with(id, Field.BAND, band);
        id = TRANSACTIONS.with(id, Field.SALT, salt);
        id = TRANSACTIONS.with(id, Field.INTEREST, interest);

        assertThat(ProfileLayout.partition(id, 1024)).isEqualTo(epoch << 6 | band << 4 | salt >> 13);
    }

    @Property
    void partition_twiceTheCount_halvesEachPartition(
            @ForAll @LongRange(min = 0) long id, @ForAll @IntRange(min = 6, max = 12) int bits) {
        int coarse = ProfileLayout.partition(id, 1 << bits);

        assertThat(coarse).isBetween(0, (1 << bits) - 1);
        assertThat(ProfileLayout.partition(id, 1 << bits + 1) >> 1).isEqualTo(coarse);
    }

    @Test
    void build_wrongWidths_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new ProfileLayout.Builder().add(Field.SALT, 62).build())
                .withMessageContaining("62 of 63");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProfileLayout.Builder().add(Field.SALT, 64))
                .withMessageContaining("1 to 63 are free");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProfileLayout.Builder().add(Field.SALT, 3).add(Field.SALT, 3))
                .withMessageContaining("twice");
    }

    @Test
    void equals_sameFields_isTrue() {
        ProfileLayout same = new ProfileLayout.Builder()
                .add(Field.INTEREST, 40)
                .add(Field.SALT, 23)
                .build();

        assertThat(same).isEqualTo(ProfileLayout.objects()).hasSameHashCodeAs(ProfileLayout.objects());
        assertThat(same).isNotEqualTo(TRANSACTIONS);
    }
}
