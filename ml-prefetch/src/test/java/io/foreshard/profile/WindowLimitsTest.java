package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.InterestCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
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

    private final ProfileEncoder encoder = Windows.encoder();
    private final Windows archive = new Windows();

    @Test
    void serialize_fullWindow_below9KiB() throws IOException {
        UserWindow window = apply(UserWindow.empty(USER), actions(0, 1_000)).window();

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(window);
        }

        assertThat(window.actions()).hasSize(UserWindow.MAX_ACTIONS);
        assertThat(window.issued())
                .hasSizeBetween(UserWindow.MAX_RECEIPTS - WindowUpdate.MAX_ACTIONS, UserWindow.MAX_RECEIPTS);
        assertThat(bytes.size()).isLessThan(9 * 1024);
    }

    @Test
    void apply_300Actions_holdsTheLastInOrder() {
        List<UserAction> actions = actions(0, 300);

        WindowUpdate update = apply(UserWindow.empty(USER), actions);

        List<Receipt> issued = update.window().issued();
        assertThat(issued)
                .hasSizeGreaterThanOrEqualTo(96)
                .isEqualTo(update.receipts().subList(300 - issued.size(), 300));
        assertThat(update.window().actions())
                .isEqualTo(actions.subList(300 - 64, 300).stream()
                        .map(action -> new WindowedAction(
                                action.type(), action.time().toEpochMilli(), action.objectId(), action.interest()))
                        .toList());
        assertThat(update.window().issued(actions.get(171).transactionId())).isEmpty();
        assertThat(update.window().issued(actions.get(299).transactionId()))
                .contains(update.receipts().get(299));
    }

    @Test
    void apply_sameIdTwiceInARun_oneTransaction() {
        UserAction action = actions(0, 1).get(0);

        WindowUpdate update = apply(UserWindow.empty(USER), List.of(action, action));

        assertThat(update.receipts().get(1)).isEqualTo(update.receipts().get(0));
        assertThat(update.repeated().stream().toArray()).containsExactly(1);
        assertThat(update.window())
                .isEqualTo(apply(UserWindow.empty(USER), List.of(action)).window());
    }

    @Property(tries = 100)
    void apply_anyPayload_fewestRecords(@ForAll @IntRange(max = 10_000) int bytes) {
        UserAction action = UserAction.of(USER, 1)
                .transactionId(new UUID(1, 1))
                .at(Instant.ofEpochMilli(NOW))
                .payload(new byte[bytes])
                .build();

        Receipt receipt =
                apply(UserWindow.empty(USER), List.of(action)).receipts().get(0);

        assertThat(receipt.records()).isEqualTo(Math.max(1, (int) Math.ceil(bytes / (double) Windows.RECORD_BYTES)));
    }

    @Test
    void rules_noRoomInARecord_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IssuingRules(encoder, 0, Windows.HORIZON, 10, RecentColumns.all(), Sessions.GAP))
                .withMessageContaining("room");
    }

    @Test
    void apply_runTooLong_refused() {
        List<ActionSummary> run = actions(0, WindowUpdate.MAX_ACTIONS + 1).stream()
                .map(ActionSummary::of)
                .toList();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowUpdate.apply(
                        UserWindow.empty(USER),
                        run,
                        ArchiveReply.NONE,
                        Windows.rules(encoder),
                        Instant.ofEpochMilli(NOW)));
    }

    @Test
    void apply_knownIdOtherContent_clashChangesNothing() {
        UserAction first = action(1, 5);
        UserWindow window = apply(UserWindow.empty(USER), List.of(first)).window();
        UserAction.Builder same = UserAction.of(USER, first.type())
                .transactionId(first.transactionId())
                .at(first.time())
                .object(first.objectId());
        List<UserAction> others = List.of(
                same.interest(6).build(),
                same.interest(5).payload(new byte[1]).build(),
                same.payload(new byte[0]).at(first.time().plusMillis(1)).build(),
                same.at(first.time()).object(99).build());

        for (UserAction other : others) {
            WindowUpdate update = apply(window, List.of(action(2, 5), other));

            assertThat(update.clashes().stream().toArray()).containsExactly(1);
            assertThat(update.window())
                    .isEqualTo(apply(window, List.of(action(2, 5))).window());
        }
        assertThat(apply(window, List.of(same.object(first.objectId()).build()))
                        .clashes()
                        .isEmpty())
                .isTrue();
    }

    @Property(tries = 1_000)
    void plus_anyMixture_interestWithinItsBound(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int before,
            @ForAll @IntRange(min = 1, max = 5) int more) {
        Random random = new Random(seed);
        UserWindow window = UserWindow.empty(USER);
        for (int i = 0; i < before; i++) {
            window = window.plus(ActionSummary.of(action(i, 1 + random.nextInt(3))), NOW, Sessions.GAP);
        }
        UserWindow moved = window;
        for (int i = 0; i < more; i++) {
            moved = moved.plus(ActionSummary.of(action(before + i, 1 + random.nextInt(1_000))), NOW, Sessions.GAP);
        }

        assertThat(InterestCode.distance(window.interestCode(), moved.interestCode()))
                .isLessThanOrEqualTo(InterestCode.maxTurn(window.interestStrength(), more) + 1e-12);
    }

    private WindowUpdate apply(UserWindow window, List<UserAction> actions) {
        return archive.apply(window, actions, encoder, Instant.ofEpochMilli(NOW));
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
