package io.foreshard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final UUID ID = new UUID(7, 9);

    @Property(tries = 200)
    void serialize_anyKey_equalCopy(
            @ForAll @LongRange(min = 0) long profileId,
            @ForAll long high,
            @ForAll int type,
            @ForAll @IntRange(min = 0) int counter)
            throws IOException, ClassNotFoundException {
        TransactionKey transaction = new TransactionKey(profileId, new UUID(high, ~high), type, counter);
        ObjectKey object = ObjectKey.ofColumns(profileId, high);

        assertThat(copy(transaction)).isEqualTo(transaction).hasSameHashCodeAs(transaction);
        assertThat(copy(object)).isEqualTo(object).hasSameHashCodeAs(object);
        assertThat(copy(ProfileLayout.transactions())).isEqualTo(ProfileLayout.transactions());
    }

    @Test
    void equals_oneColumnDiffers_false() {
        TransactionKey key = new TransactionKey(1, ID, 2, 3);

        assertThat(key)
                .isNotEqualTo(new TransactionKey(2, ID, 2, 3))
                .isNotEqualTo(new TransactionKey(1, new UUID(7, 8), 2, 3))
                .isNotEqualTo(new TransactionKey(1, ID, 3, 3))
                .isNotEqualTo(new TransactionKey(1, ID, 2, 4))
                .isEqualTo(new TransactionKey(1, ID, 2, 3));
        assertThat(ObjectKey.ofColumns(1, 2))
                .isNotEqualTo(ObjectKey.ofColumns(2, 2))
                .isNotEqualTo(ObjectKey.ofColumns(1, 3));
    }

    @Test
    void construct_negativeNumbers_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransactionKey(-1, ID, 1, 0))
                .withMessageContaining("never negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransactionKey(1, ID, 1, -1))
                .withMessageContaining("counted from 0");
        assertThatNullPointerException().isThrownBy(() -> new TransactionKey(1, null, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.ofColumns(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ProfileLayout.check(Long.MIN_VALUE));
    }

    /** Keys are stored for years: a changed bit would make every object of a table unreadable. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 2070968525776038944",
        "0, 1, 8522078431086946337",
        "0, 42, 1375838378765582211",
        "0, -1, 4291282377539177903",
        "1, 1, 4737102235403855905",
        "1, 2, 4737102235398414813",
        "2, 1, 2186098530038622241",
        "7, 1000000007, 3769175217542941466",
        "-5, 9, 8870475202037418771",
        "9223372036854775807, -9223372036854775808, 9155022685628243623",
        "123456789012345, 987654321098765, 4537145448650525404"
    })
    void objectKeyOf_knownArguments_recordedProfileId(long interest, long objectId, long profileId) {
        assertThat(ObjectKey.of(interest, objectId)).isEqualTo(ObjectKey.ofColumns(profileId, objectId));
    }

    @Property(tries = 200)
    void objectKeyOf_sameInterest_sharesTheInterestBits(
            @ForAll @LongRange(min = 1) long interest, @ForAll long first, @ForAll long second) {
        ProfileLayout layout = ProfileLayout.objects();
        assertThat(layout.get(ObjectKey.of(interest, first).profileId(), ProfileLayout.Field.INTEREST))
                .isEqualTo(layout.get(ObjectKey.of(interest, second).profileId(), ProfileLayout.Field.INTEREST))
                .isEqualTo(InterestCode.of(interest));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 256})
    void actionTypeCheck_outOfRange_refused(int type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActionType.check(type))
                .withMessageContaining("1 to 255");
    }

    @ParameterizedTest
    @ValueSource(ints = {ActionType.VIEW, ActionType.PURCHASE, ActionType.FIRST_CUSTOM, ActionType.MAX})
    void actionTypeCheck_inRange_returnsIt(int type) {
        assertThat(ActionType.check(type)).isEqualTo(type);
    }

    /** A record as a key can be put and read, then fails on a scan from another node. */
    @ParameterizedTest
    @ValueSource(classes = {TransactionKey.class, ObjectKey.class})
    void keyClasses_always_finalAndNoRecords(Class<?> type) {
        assertThat(type.isRecord()).isFalse();
        assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
    }

    private static Object copy(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
