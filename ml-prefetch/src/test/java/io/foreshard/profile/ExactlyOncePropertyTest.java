package io.foreshard.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Writers of one busy user whose steps interleave at random, and that crash at any step: no id is issued twice within the horizon. */
class ExactlyOncePropertyTest {
    private static final UUID USER = new UUID(4, 2);
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final IssuingRules rules = Windows.rules(Windows.encoder());

    @Property(tries = 100)
    void apply_interleavedWritersThatCrash_eachIdIssuedOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int writers) {
        Random random = new Random(seed);
        Model model = new Model(random);
        List<Writer> active = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            active.add(new Writer(model));
        }
        for (int step = 0; step < 2_000; step++) {
            int at = random.nextInt(writers);
            if (random.nextInt(50) == 0) {
                active.set(at, new Writer(model)); // the crashed writer's batch is sent again by another one
            } else {
                active.get(at).step();
            }
        }
        assertThat(model.issued).hasSizeGreaterThan(20);
        assertThat(model.window.receipts().size()).isLessThanOrEqualTo(UserWindow.MAX_RECEIPTS);
    }

    /** The user's window and archive, and the receipt of each id. */
    private final class Model {
        private final Random random;
        private final Windows archive = new Windows();
        private final List<List<UserAction>> batches = new ArrayList<>();
        private final Map<UUID, Receipt> issued = new HashMap<>();
        private UserWindow window = UserWindow.empty(USER);
        private Instant now = START;
        private int next;

        Model(Random random) {
            this.random = random;
        }

        /** Returns a new batch, or one that was sent before. */
        List<UserAction> batch() {
            if (!batches.isEmpty() && random.nextInt(3) == 0) {
                return batches.get(random.nextInt(batches.size()));
            }
            List<UserAction> batch = new ArrayList<>();
            int size = 1 + random.nextInt(100);
            for (int i = 0; i < size; i++) {
                boolean known = next > 0 && random.nextInt(10) == 0;
                batch.add(action(known ? random.nextInt(next) : next++));
            }
            batches.add(batch);
            return batch;
        }

        void took(WindowUpdate update) {
            window = update.window();
            now = now.plus(Duration.ofMillis(random.nextInt(2_000)));
            for (Receipt receipt : update.receipts()) {
                assertThat(issued.merge(receipt.transactionId(), receipt, (first, second) -> first))
                        .isEqualTo(receipt);
            }
            assertThat(update.clashes().isEmpty()).isTrue();
        }
    }

    /** One writer: a window update or a request to the archive in each step. */
    private final class Writer {
        private final Model model;
        private final Deque<List<ActionSummary>> runs = new ArrayDeque<>();
        private ArchiveReply reply = ArchiveReply.NONE;
        private ArchiveRequest request;

        Writer(Model model) {
            this.model = model;
        }

        void step() {
            if (request != null) {
                reply = model.archive.answer(request);
                request = null;
                return;
            }
            if (runs.isEmpty()) {
                List<UserAction> batch = model.batch();
                for (int from = 0; from < batch.size(); from += WindowUpdate.MAX_ACTIONS) {
                    runs.add(batch.subList(from, Math.min(batch.size(), from + WindowUpdate.MAX_ACTIONS)).stream()
                            .map(ActionSummary::of)
                            .toList());
                }
            }
            WindowUpdate update = WindowUpdate.apply(model.window, runs.peek(), reply, rules, model.now);
            request = update.request();
            if (request == null) {
                model.took(update);
                runs.remove();
                reply = ArchiveReply.NONE;
            }
        }
    }

    @Property(tries = 50)
    void apply_retryAfterTheHorizon_countedAndIssuedAgain(@ForAll @IntRange(min = 1, max = 32) int count) {
        Windows archive = new Windows();
        List<UserAction> first = new ArrayList<>();
        List<UserAction> later = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            first.add(action(i));
        }
        for (int i = 1_000; i < 1_000 + UserWindow.MAX_RECEIPTS; i++) {
            later.add(action(i));
        }
        Instant after = START.plus(Windows.HORIZON).plusSeconds(10_000);
        UserWindow window = archive.apply(UserWindow.empty(USER), first, Windows.encoder(), START)
                .window();
        WindowUpdate full = archive.apply(window, later, Windows.encoder(), after);

        WindowUpdate again = archive.apply(full.window(), first, Windows.encoder(), after.plusSeconds(1));

        assertThat(full.beyondHorizon()).isZero();
        assertThat(again.repeated().isEmpty()).isTrue();
        assertThat(again.beyondHorizon()).isEqualTo(count);
    }

    private static UserAction action(int number) {
        return UserAction.of(USER, 1 + number % 4)
                .transactionId(new UUID(8, number))
                .at(START.plusSeconds(number * 60L))
                .object(number)
                .interest(number % 5)
                .build();
    }
}
