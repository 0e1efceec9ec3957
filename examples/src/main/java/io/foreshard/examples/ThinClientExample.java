package io.foreshard.examples;

import io.foreshard.affinity.ProfilePartitionMapper;
import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignition;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;

/**
 * Example of the Java thin client: records the actions of a user and reads them by their receipts.
 *
 * <p>The client computes the partition of a key itself, so that a read goes to its primary in one hop. Give it the addresses of
 * all servers for that; one address works as well.
 */
public final class ThinClientExample implements AutoCloseable {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:10800";
    private static final int ACTIONS = 20;
    private static final int PRINTED_EVERY = 4;

    private final IgniteClient client;
    private final ClientCache<TransactionKey, TransactionRecord> transactions;

    /** Connects to servers, each {@code host:port}. */
    public ThinClientExample(String... addresses) {
        client = Ignition.startClient(new ClientConfiguration()
                .setAddresses(addresses)
                .setPartitionAwarenessEnabled(true)
                .setPartitionAwarenessMapperFactory((cache, partitions) -> new ProfilePartitionMapper(partitions)));
        transactions = client.cache(TableNames.DEFAULT.transactions());
    }

    /** Runs the example; the arguments are addresses of servers, by default {@code 127.0.0.1:10800}. */
    public static void main(String[] arguments) {
        String[] addresses = arguments.length == 0 ? new String[] {DEFAULT_ADDRESS} : arguments;
        try (ThinClientExample example = new ThinClientExample(addresses)) {
            example.run(System.out);
        }
    }

    /** Records a session of the first user and prints the receipts; a second run stores nothing new. */
    void run(PrintStream out) {
        List<UserAction> session = ExampleData.session(0, ACTIONS);
        List<Receipt> receipts = record(session);
        out.printf("User %s: %d transactions are stored.%n", ExampleData.user(0), receipts.size());
        for (int number = 0; number < receipts.size(); number += PRINTED_EVERY) {
            Receipt receipt = receipts.get(number);
            out.printf(
                    "  %s of object %d: profile id %d, %d record(s), %d bytes%n",
                    receipt.transactionId(),
                    first(receipt).objectId(),
                    receipt.profileId(),
                    receipt.records(),
                    payload(receipt).length);
        }
    }

    /** Records actions; returns when they are stored. If it throws, send the same batch again. */
    public List<Receipt> record(List<UserAction> actions) {
        return client.services()
                .serviceProxy(Ingestion.SERVICE, Ingestion.class)
                .record(actions);
    }

    /** Returns the first record of a transaction, with the first part of its payload. */
    public TransactionRecord first(Receipt receipt) {
        return transactions.get(receipt.key(0));
    }

    /** Returns the payload of a transaction: all of its records in one request, joined in the order of their counters. */
    public byte[] payload(Receipt receipt) {
        Map<TransactionKey, TransactionRecord> records = transactions.getAll(new HashSet<>(receipt.keys()));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (TransactionKey key : receipt.keys()) {
            payload.writeBytes(records.get(key).payload());
        }
        return payload.toByteArray();
    }

    @Override
    public void close() {
        client.close();
    }
}
