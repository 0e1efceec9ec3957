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
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final UUID ID = new UUID(7, 9);

    @Property(tries = 200)
    void keysSurviveSerialization(
            @ForAll @LongRange(min = 0) long profileId,
            @ForAll long high,
            @ForAll int type,
            @ForAll @IntRange(min = 0) int counter)
            throws IOException, ClassNotFoundException {
        TransactionKey transaction = new TransactionKey(profileId, new UUID(high, ~high), type, counter);
        ObjectKey object = new ObjectKey(profileId, high);
        ProfileId id = ProfileId.of(profileId);

        assertThat(copy(transaction)).isEqualTo(transaction).hasSameHashCodeAs(transaction);
        assertThat(copy(object)).isEqualTo(object).hasSameHashCodeAs(object);
        assertThat(copy(id)).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(copy(ProfileLayout.transactions())).isEqualTo(ProfileLayout.transactions());
    }

    @Test
    void everyColumnOfAKeyCounts() {
        TransactionKey key = new TransactionKey(1, ID, 2, 3);

        assertThat(key)
                .isNotEqualTo(new TransactionKey(2, ID, 2, 3))
                .isNotEqualTo(new TransactionKey(1, new UUID(7, 8), 2, 3))
                .isNotEqualTo(new TransactionKey(1, ID, 3, 3))
                .isNotEqualTo(new TransactionKey(1, ID, 2, 4))
                .isEqualTo(new TransactionKey(1, ID, 2, 3));
        assertThat(new ObjectKey(1, 2)).isNotEqualTo(new ObjectKey(2, 2)).isNotEqualTo(new ObjectKey(1, 3));
    }

    @Test
    void impossibleKeysAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransactionKey(-1, ID, 1, 0))
                .withMessageContaining("never negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransactionKey(1, ID, 1, -1))
                .withMessageContaining("counted from 0");
        assertThatNullPointerException().isThrownBy(() -> new TransactionKey(1, null, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ProfileId.of(Long.MIN_VALUE));
    }

    @Property
    void profileIdsAreOrderedLikeTheirNumbers(
            @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
        assertThat(Integer.signum(ProfileId.of(one).compareTo(ProfileId.of(other))))
                .isEqualTo(Integer.signum(Long.compare(one, other)));
        assertThat(Long.parseLong(ProfileId.of(one).toString())).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 256})
    void anActionTypeOutsideOfItsRangeIsRefused(int type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActionType.check(type))
                .withMessageContaining("1 to 255");
    }

    @ParameterizedTest
    @ValueSource(ints = {ActionType.VIEW, ActionType.PURCHASE, ActionType.FIRST_CUSTOM, ActionType.MAX})
    void anActionTypeWithinItsRangeIsTaken(int type) {
        assertThat(ActionType.check(type)).isEqualTo(type);
    }

    /** A record as a key can be put and read, then fails on a scan from another node. */
    @ParameterizedTest
    @ValueSource(classes = {TransactionKey.class, ObjectKey.class, ProfileId.class})
    void keysAreFinalClassesAndNoRecords(Class<?> type) {
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
