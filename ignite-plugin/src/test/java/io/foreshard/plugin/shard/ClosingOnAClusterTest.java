package io.foreshard.plugin.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.ShardingConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.shard.balance.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full epoch on two servers: its partitions are closed, new ids get the next epoch, and all rows are found. */
class ClosingOnAClusterTest {
    private static final ProfileLayout LAYOUT = ProfileLayout.transactions();
    private static final int PARTITIONS = 64;
    private static final int USERS = 40;
    private static final Duration EPOCH = Duration.ofDays(30);
    /** All users are in the same epoch at its begin. */
    private static final Instant BEGIN =
            Instant.ofEpochMilli(System.currentTimeMillis() / EPOCH.toMillis() * EPOCH.toMillis());

    private static final int EPOCH_NUMBER = (int) (BEGIN.toEpochMilli() / EPOCH.toMillis() % LAYOUT.epochs());
    /** Number of the partitions of an epoch. */
    private static final int OF_EPOCH = PARTITIONS / 16;

    private static final int FIRST_OF_EPOCH = EPOCH_NUMBER * OF_EPOCH;

    @TempDir
    Path directory;

    private int batches;

    private final List<Receipt> receipts = new ArrayList<>();
    private TestNodes nodes;
    private Ignite client;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        nodes.cluster(2, configuration());
        client = nodes.client("client", configuration());
    }

    private static ForeshardConfiguration configuration() {
        return new ForeshardConfiguration()
                .setPartitions(PARTITIONS)
                .setEpochDuration(EPOCH)
                .setSharding(new ShardingConfiguration().setMode(Mode.AUTO).setSplitBytes(1 << 20));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private Ingestion ingestion() {
        return client.services().serviceProxy(Ingestion.SERVICE, Ingestion.class, false);
    }

    private static List<UserAction> batch(int number) {
        List<UserAction> actions = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            actions.add(UserAction.of(new UUID(7, user), ActionType.VIEW)
                    .transactionId(new UUID(number, user))
                    .at(BEGIN)
                    .object(number + 1)
                    .interest(user % 5)
                    .payload(new byte[20_000])
                    .build());
        }
        return actions;
    }

    private List<Receipt> record(int number) {
        List<Receipt> issued = ingestion().record(batch(number));
        receipts.addAll(issued);
        return issued;
    }

    private static Set<Long> epochs(List<Receipt> issued) {
        return issued.stream()
                .map(receipt -> LAYOUT.get(receipt.profileId(), Field.EPOCH))
                .collect(Collectors.toSet());
    }

    private static BitSet partitions(List<Receipt> issued) {
        BitSet partitions = new BitSet();
        issued.forEach(receipt -> partitions.set(ProfileLayout.partition(receipt.profileId(), PARTITIONS)));
        return partitions;
    }

    private long closedByView() {
        return (Long) client.cache(TableNames.DEFAULT.transactions())
                .query(new SqlFieldsQuery("SELECT SUM(CLOSED_PARTITIONS) FROM SYS.SHARDS"))
                .getAll()
                .get(0)
                .get(0);
    }

    @Test
    void record_epochTooLarge_newIdsGetTheNextEpochAndAllRowsAreFound() {
        ClosedState closed = new ClosedState(client);
        List<Receipt> first = record(batches++);
        assertThat(epochs(first)).containsExactly((long) EPOCH_NUMBER);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    record(batches++);
                    return closed.current()
                                    .partitions()
                                    .get(FIRST_OF_EPOCH, FIRST_OF_EPOCH + OF_EPOCH)
                                    .cardinality()
                            == OF_EPOCH;
                });
        assertThat(closedByView()).isGreaterThanOrEqualTo(OF_EPOCH);

        checkNewIdsAreEarly();
        assertThat(ingestion().record(batch(0))).isEqualTo(first);
        checkAllRows();

        nodes.close();
        start();
        checkNewIdsAreEarly();
        checkAllRows();
    }

    private void checkNewIdsAreEarly() {
        BitSet closed = new ClosedState(client).current().partitions();
        assertThat(closed.cardinality()).isGreaterThanOrEqualTo(OF_EPOCH);

        List<Receipt> issued = record(batches++);

        assertThat(partitions(issued).intersects(closed)).isFalse();
        assertThat(epochs(issued)).allMatch(epoch -> Math.floorMod(epoch - EPOCH_NUMBER, LAYOUT.epochs()) <= 3);
    }

    /** Every row by key, by the partitions of its user, by the user's window and without a hint, and rows of closed partitions can be changed. */
    private void checkAllRows() {
        IgniteCache<TransactionKey, TransactionRecord> rows = client.cache(TableNames.DEFAULT.transactions());
        assertThat(receipts).hasSize(batches * USERS).allSatisfy(receipt -> {
            for (int record = 0; record < receipt.records(); record++) {
                TransactionRecord row = rows.get(receipt.key(record));
                assertThat(row).isNotNull();
                rows.put(receipt.key(record), row);
            }
        });
        assertThat(rows.query(new SqlFieldsQuery("SELECT COUNT(*) FROM TRANSACTIONS"))
                        .getAll())
                .containsExactly(
                        List.of(receipts.stream().mapToLong(Receipt::records).sum()));
        for (int user = 0; user < USERS; user++) {
            UUID id = new UUID(7, user);
            assertThat(rows.query(new SqlFieldsQuery("SELECT DISTINCT HASH_KEY FROM TRANSACTIONS WHERE USER_ID = ?")
                                    .setArgs(id)
                                    .setPartitions(ingestion().partitions(id)))
                            .getAll())
                    .hasSize(batches);
            assertThat(ingestion().receipts(id)).hasSize(batches);
            assertThat(ingestion().recent(id))
                    .hasSize(Math.min(10, batches))
                    .extracting(transaction -> transaction.objectId().getAsLong())
                    .startsWith((long) batches, (long) batches - 1);
        }
    }
}
