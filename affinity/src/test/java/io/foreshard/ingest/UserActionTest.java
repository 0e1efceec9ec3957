package io.foreshard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.foreshard.key.ActionType;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserActionTest {
    private static final UUID USER = new UUID(1, 2);
    private static final UUID ID = new UUID(3, 4);
    private static final Instant TIME = Instant.parse("2026-03-01T09:00:00.123456Z");

    @Test
    void build_allParts_areReturned() {
        byte[] payload = {1, 2};

        UserAction action = UserAction.of(USER, ActionType.CART)
                .transactionId(ID)
                .at(TIME)
                .object(5)
                .interest(6)
                .payload(payload)
                .shown(9, 7)
                .build();

        assertThat(action.userId()).isEqualTo(USER);
        assertThat(action.type()).isEqualTo(ActionType.CART);
        assertThat(action.transactionId()).isEqualTo(ID);
        assertThat(action.time()).isEqualTo(Instant.parse("2026-03-01T09:00:00.123Z"));
        assertThat(action.objectId()).isEqualTo(5);
        assertThat(action.interest()).isEqualTo(6);
        assertThat(action.payload()).isSameAs(payload);
        assertThat(action.shown()).containsExactly(9, 7);
    }

    @Test
    void build_optionalPartsMissing_defaults() {
        UserAction action =
                UserAction.of(USER, ActionType.VIEW).transactionId(ID).at(TIME).build();

        assertThat(action.objectId()).isEqualTo(UserAction.NO_OBJECT);
        assertThat(action.interest()).isEqualTo(UserAction.NO_INTEREST);
        assertThat(action.payload()).isEmpty();
        assertThat(action.shown()).isEmpty();
    }

    @Test
    void build_idOrTimeMissing_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> UserAction.of(USER, 1).at(TIME).build())
                .withMessageContaining("transactionId");
        assertThatIllegalStateException()
                .isThrownBy(() -> UserAction.of(USER, 1).transactionId(ID).build())
                .withMessageContaining("at(Instant)");
    }

    @Test
    void builder_invalidPart_refused() {
        UserAction.Builder builder = UserAction.of(USER, 1);

        assertThatNullPointerException().isThrownBy(() -> UserAction.of(null, 1));
        assertThatNullPointerException().isThrownBy(() -> builder.payload(null));
        assertThatIllegalArgumentException().isThrownBy(() -> UserAction.of(USER, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.at(Instant.EPOCH.minusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.at(Instant.MAX));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.shown(new long[257]))
                .withMessageContaining("256");
    }
}
