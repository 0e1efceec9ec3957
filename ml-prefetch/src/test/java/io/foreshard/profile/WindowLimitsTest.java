package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.InterestCode;
import io.foreshard.key.ProfileLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowLimitsTest {
    private static final long NOW = TimeUnit.DAYS.toMillis(20_000);
    private static final UUID USER = new UUID(7, 8);
    private static final int RECORD_BYTES = 1000;

    private final ProfileEncoder encoder =
            new ProfileEncoder(ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned());

    @Test
    void aFullWindowIsSmall() throws IOException {
        UserWindow window = apply(UserWindow.empty(USER), actions(0, 1_000)).window();

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(window);
        }

        assertThat(window.actions()).hasSize(UserWindow.MAX_ACTIONS);
        assertThat(window.issued()).hasSize(UserWindow.MAX_RECEIPTS);
        assertThat(bytes.size()).isLessThan(7 * 1024);
    }

    @Test
    void theWindowRemembersTheLastActionsAndReceiptsInOrder() {
        List<UserAction> actions = actions(0, 300);

        WindowUpdate update = apply(UserWindow.empty(USER), actions);

        assertThat(update.window().issued()).isEqualTo(update.receipts().subList(300 - 128, 300));
        assertThat(update.window().actions())
                .isEqualTo(actions.subList(300 - 64, 300).stream()
                        .map(action -> new WindowedAction(
                                action.type(), action.time().toEpochMilli(), action.objectId(), action.interest()))
                        .toList());
        assertThat(update.window().issued(actions.get(171).transactionId())).isNull();
        assertThat(update.window().issued(actions.get(172).transactionId()))
                .isEqualTo(update.receipts().get(172));
    }

    @Test
    void theSameIdTwiceInABatchIsOneTransaction() {
        UserAction action = actions(0, 1).get(0);

        WindowUpdate update = apply(UserWindow.empty(USER), List.of(action, action));

        assertThat(update.receipts().get(1)).isEqualTo(update.receipts().get(0));
        assertThat(update.duplicates().stream().toArray()).containsExactly(1);
        assertThat(update.window())
                .isEqualTo(apply(UserWindow.empty(USER), List.of(action)).window());
    }

    @Property(tries = 100)
    void recordsAreAsFewAsFit(@ForAll @IntRange(max = 10_000) int bytes) {
        UserAction action = UserAction.of(USER, 1)
                .transactionId(new UUID(1, 1))
                .at(Instant.ofEpochMilli(NOW))
                .payload(new byte[bytes])
                .build();

        Receipt receipt =
                apply(UserWindow.empty(USER), List.of(action)).receipts().get(0);

        assertThat(receipt.records()).isEqualTo(Math.max(1, (int) Math.ceil(bytes / (double) RECORD_BYTES)));
    }

    @Test
    void recordsWithoutRoomAndActionsOfOthersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        WindowUpdate.apply(UserWindow.empty(USER), List.of(), encoder, Instant.ofEpochMilli(NOW), 0))
                .withMessageContaining("room");
        assertThatIllegalArgumentException().isThrownBy(() -> apply(UserWindow.empty(new UUID(9, 9)), actions(0, 1)));
    }

    /** Any mixture, any number of further actions: the code never moves farther than its bound. */
    @Property(tries = 1_000)
    void theInterestMovesNoFartherThanItsBound(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int before,
            @ForAll @IntRange(min = 1, max = 5) int more) {
        Random random = new Random(seed);
        UserWindow window = UserWindow.empty(USER);
        for (int i = 0; i < before; i++) {
            window = window.plus(action(i, 1 + random.nextInt(3)), NOW);
        }
        UserWindow moved = window;
        for (int i = 0; i < more; i++) {
            moved = moved.plus(action(before + i, 1 + random.nextInt(1_000)), NOW);
        }

        assertThat(InterestCode.distance(window.interestCode(), moved.interestCode()))
                .isLessThanOrEqualTo(InterestCode.mostTurn(window.interestStrength(), more) + 1e-12);
    }

    private WindowUpdate apply(UserWindow window, List<UserAction> actions) {
        return WindowUpdate.apply(window, actions, encoder, Instant.ofEpochMilli(NOW), RECORD_BYTES);
    }

    private static List<UserAction> actions(int from, int count) {
        List<UserAction> actions = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            actions.add(action(i, i % 7));
        }
        return actions;
    }

    private static UserAction action(int number, long interest) {
        return UserAction.of(USER, 1 + number % 4)
                .transactionId(new UUID(3, number))
                .at(Instant.ofEpochMilli(NOW))
                .object(number)
                .interest(interest)
                .build();
    }
}
