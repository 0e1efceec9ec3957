package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.profile.RecentColumns.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecentTransactionsTest {
    private static final UUID USER = new UUID(1, 2);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private static UserAction action(Random random, int number) {
        UserAction.Builder action = UserAction.of(USER, 1 + random.nextInt(4))
                .transactionId(new UUID(3, number))
                .at(NOW.minus(Duration.ofMinutes(random.nextInt(1_000))))
                .object(random.nextInt(3));
        return random.nextBoolean()
                ? action.build()
                : action.amount(random.nextInt(100)).build();
    }

    private static WindowUpdate apply(UserWindow window, UserAction action, int max, RecentColumns columns) {
        IssuingRules rules = new IssuingRules(
                Windows.encoder(), Windows.RECORD_BYTES, Duration.ofMinutes(1), max, columns, Sessions.GAP);
        List<ActionSummary> run = List.of(ActionSummary.of(action));
        Windows archive = new Windows();
        WindowUpdate update = WindowUpdate.apply(window, run, ArchiveReply.NONE, rules, NOW);
        return update.request() == null
                ? update
                : WindowUpdate.apply(window, run, archive.answer(update.request()), rules, NOW);
    }

    @Property(tries = 100)
    void recent_anyActions_areTheLastOnesNewestFirst(
            @ForAll long seed,
            @ForAll @IntRange(max = 200) int count,
            @ForAll @IntRange(max = 64) int max,
            @ForAll Set<Column> kept) {
        Random random = new Random(seed);
        RecentColumns columns = RecentColumns.of(kept);
        UserWindow window = UserWindow.empty(USER);
        List<UserAction> actions = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(action(random, i));
            WindowUpdate update = apply(window, actions.get(i), max, columns);
            receipts.addAll(update.receipts());
            window = update.window();
        }

        List<RecentTransaction> recent = window.recent();

        assertThat(recent).hasSize(Math.min(count, max));
        for (int i = 0; i < recent.size(); i++) {
            UserAction action = actions.get(count - 1 - i);
            RecentTransaction transaction = recent.get(i);
            assertThat(transaction.receipt()).isEqualTo(receipts.get(count - 1 - i));
            assertThat(transaction.type()).isEqualTo(action.type());
            assertThat(transaction.time().isPresent()).isEqualTo(kept.contains(Column.TIME));
            transaction.time().ifPresent(time -> assertThat(time).isEqualTo(action.time()));
            boolean object = kept.contains(Column.OBJECT) && action.objectId() != UserAction.NO_OBJECT;
            assertThat(transaction.objectId())
                    .isEqualTo(object ? OptionalLong.of(action.objectId()) : OptionalLong.empty());
            assertThat(transaction.amount())
                    .isEqualTo(kept.contains(Column.AMOUNT) ? action.amount() : OptionalLong.empty());
        }
    }

    @Property(tries = 50)
    void parse_printed_isEqual(@ForAll Set<Column> columns) {
        RecentColumns set = RecentColumns.of(columns);
        if (!columns.isEmpty()) {
            assertThat(RecentColumns.parse(set.toString())).isEqualTo(set);
        }
    }

    @Test
    void parse_unknownColumn_throws() {
        assertThat(RecentColumns.parse(" Time , AMOUNT").toString()).isEqualTo("time,amount");
        assertThatIllegalArgumentException().isThrownBy(() -> RecentColumns.parse("time,payload"));
        assertThatIllegalArgumentException().isThrownBy(() -> RecentColumns.parse("time,"));
    }

    @Test
    void apply_sameIdWithAnotherAmount_clashes() {
        UserAction.Builder action =
                UserAction.of(USER, 4).transactionId(new UUID(3, 1)).at(NOW);
        UserAction without = action.build();
        UserAction five = action.amount(5).build();
        UserAction six = action.amount(6).build();
        UserWindow window =
                apply(UserWindow.empty(USER), five, 10, RecentColumns.all()).window();

        assertThat(apply(window, five, 10, RecentColumns.all()).repeated().cardinality())
                .isEqualTo(1);
        assertThat(apply(window, six, 10, RecentColumns.all()).clashes().cardinality())
                .isEqualTo(1);
        assertThat(apply(window, without, 10, RecentColumns.all()).clashes().cardinality())
                .isEqualTo(1);
    }

    @Test
    void amount_minValue_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserAction.of(USER, 1).amount(Long.MIN_VALUE));
    }
}
