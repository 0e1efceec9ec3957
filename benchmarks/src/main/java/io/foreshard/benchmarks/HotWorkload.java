package io.foreshard.benchmarks;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.TransactionKey;
import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.FullPartitions;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.RecentColumns;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.IgniteCache;

/**
 * The same rows and the same order of accesses for every cache: users with ten transactions each, under the profile ids that
 * ingestion issues. Immutable.
 */
final class HotWorkload {
    static final int ROWS_OF_A_USER = 10;
    static final int PAYLOAD_BYTES = 500;

    private static final long NOW = 1_700_000_000_000L;

    /** A measured operation. */
    enum Operation {
        PUT("put", 15_000),
        GET("get", 150_000),
        GET_ALL_OF_USER("getAll(10), one user", 15_000),
        GET_ALL_AT_RANDOM("getAll(10), random rows", 15_000);

        final String title;
        final int calls;

        Operation(String title, int calls) {
            this.title = title;
            this.calls = calls;
        }
    }

    private final List<List<TransactionKey>> keys = new ArrayList<>();
    private final TransactionRecord[] records = new TransactionRecord[64];

    /** @param users number of users with rows */
    HotWorkload(int users) {
        ProfileEncoder encoder = new ProfileEncoder(
                ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned(), FullPartitions.NONE);
        IssuingRules rules = new IssuingRules(encoder, PAYLOAD_BYTES, Duration.ofHours(24), 10, RecentColumns.all(), Sessions.GAP);
        Random random = new Random(1);
        for (int user = 0; user < users; user++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            List<ActionSummary> actions = new ArrayList<>();
            for (int row = 0; row < ROWS_OF_A_USER; row++) {
                UUID transaction = new UUID(random.nextLong(), random.nextLong());
                actions.add(ActionSummary.of(UserAction.of(id, ActionType.VIEW)
                        .transactionId(transaction)
                        .at(Instant.ofEpochMilli(NOW + row))
                        .object(row)
                        .interest(1 + random.nextInt(100))
                        .build()));
            }
            keys.add(WindowUpdate.apply(
                            UserWindow.empty(id), actions, ArchiveReply.NONE, rules, Instant.ofEpochMilli(NOW))
                    .receipts()
                    .stream()
                    .map(receipt -> receipt.key(0))
                    .toList());
        }
        for (int version = 0; version < records.length; version++) {
            byte[] payload = new byte[PAYLOAD_BYTES];
            random.nextBytes(payload);
            records[version] = new TransactionRecord(new UUID(1, 1), new Timestamp(NOW), version, 1, 1, payload);
        }
    }

    /** Stores every row once. */
    void load(IgniteCache<TransactionKey, TransactionRecord> cache) {
        for (List<TransactionKey> ofUser : keys) {
            Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
            ofUser.forEach(key -> rows.put(key, records[0]));
            rows.forEach(cache::put);
        }
    }

    /** Measures an operation on keys chosen by the seed. */
    Sample run(Operation operation, IgniteCache<TransactionKey, TransactionRecord> cache, long seed) throws Exception {
        Random random = new Random(seed);
        return Sample.of(operation.calls, number -> {
            List<TransactionKey> ofUser = keys.get(random.nextInt(keys.size()));
            TransactionKey key = ofUser.get(random.nextInt(ROWS_OF_A_USER));
            switch (operation) {
                case PUT -> cache.put(key, records[random.nextInt(records.length)]);
                case GET -> check(cache.get(key) == null ? 0 : 1, 1);
                case GET_ALL_OF_USER -> check(
                        cache.getAll(new HashSet<>(ofUser)).size(), ROWS_OF_A_USER);
                case GET_ALL_AT_RANDOM -> {
                    Set<TransactionKey> atRandom = new HashSet<>();
                    while (atRandom.size() < ROWS_OF_A_USER) {
                        atRandom.add(keys.get(random.nextInt(keys.size())).get(random.nextInt(ROWS_OF_A_USER)));
                    }
                    check(cache.getAll(atRandom).size(), ROWS_OF_A_USER);
                }
            }
        });
    }

    private static void check(int found, int expected) {
        if (found != expected) {
            throw new IllegalStateException("Found " + found + " rows instead of " + expected + ".");
        }
    }
}
