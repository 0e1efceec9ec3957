package io.foreshard.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The expected results of the examples: every recorded transaction with its receipt, by transaction id. */
final class ExampleModel {
    static final int USERS = 40;
    static final int ACTIONS = 10;

    private final Map<UUID, Stored> transactions = new LinkedHashMap<>();

    private ExampleModel() {}

    /** Records the sessions of all users over a thin client. */
    static ExampleModel recordedBy(ThinClientExample client) {
        ExampleModel model = new ExampleModel();
        List<UserAction> actions = IntStream.range(0, USERS)
                .boxed()
                .flatMap(user -> ExampleData.session(user, ACTIONS).stream())
                .toList();
        List<Receipt> receipts = client.record(actions);
        for (int number = 0; number < actions.size(); number++) {
            Stored stored = new Stored(actions.get(number), receipts.get(number));
            model.transactions.put(stored.action().transactionId(), stored);
        }
        assertThat(model.transactions).hasSize(USERS * ACTIONS);
        assertThat(receipts).extracting(Receipt::records).contains(1, 4);
        return model;
    }

    /** Returns all transactions, in the order they were recorded. */
    List<Stored> all() {
        return new ArrayList<>(transactions.values());
    }

    /** Returns the transactions of a user, by their time and id. */
    List<Stored> of(UUID user) {
        return transactions.values().stream()
                .filter(stored -> stored.action().userId().equals(user))
                .sorted(Comparator.<Stored, Instant>comparing(
                                stored -> stored.action().time())
                        .thenComparing(stored -> stored.action().transactionId()))
                .toList();
    }

    /** Cuts a list into pages. */
    static <T> List<List<T>> pages(List<T> all, int size) {
        List<List<T>> pages = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            pages.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return pages;
    }

    /** A transaction and its receipt. */
    record Stored(UserAction action, Receipt receipt) {}
}
