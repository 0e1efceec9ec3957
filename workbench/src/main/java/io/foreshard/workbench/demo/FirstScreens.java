package io.foreshard.workbench.demo;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.IgniteCache;

/**
 * The first screens of returning users while all their rows are offloaded, one after the other: the last transactions from the users' windows, then from
 * their rows. Not thread-safe.
 */
final class FirstScreens {
    /** Maximum number of users whose last row is read alone, which takes one round trip to the store. */
    private static final int SINGLE_READS = 20;

    /** Maximum number of users whose screens are read. */
    private static final int SCREENS = 40;

    private static final int LAST_TRANSACTIONS = 10;

    private final DemoCluster cluster;
    private final Ingestion ingestion;
    private final IgniteCache<TransactionKey, TransactionRecord> transactions;

    FirstScreens(DemoCluster cluster) {
        this.cluster = cluster;
        ingestion = cluster.client().<Foreshard>plugin(Foreshard.NAME).ingestion();
        transactions = cluster.client().cache(TableNames.DEFAULT.transactions());
    }

    /**
     * The time and the requests of reads.
     *
     * @param millis duration of each read
     * @param requests requests to the store of all reads together
     */
    private record Reads(List<Double> millis, long requests) {
        double medianMillis() {
            return Gain.median(millis.stream().sorted().toList());
        }

        double requestsOfOne() {
            return (double) requests / millis.size();
        }
    }

    /**
     * Measures the screens.
     *
     * @param users users with transactions; at most {@value #SINGLE_READS} + {@value #SCREENS} of them are read
     */
    DemoReport.FirstScreen measure(List<UUID> users) {
        List<UUID> single = users.subList(0, Math.min(SINGLE_READS, users.size() / 3));
        List<UUID> screens = users.subList(single.size(), Math.min(single.size() + SCREENS, users.size()));
        if (single.isEmpty()) {
            return new DemoReport.FirstScreen(0, 0, 0, 0, 0, 0);
        }
        Reads windows = read(screens, ingestion::recent);
        Reads one = read(single, user -> transactions.getAll(lastKeys(user, 1)));
        Reads rows = read(screens, user -> transactions.getAll(lastKeys(user, LAST_TRANSACTIONS)));
        return new DemoReport.FirstScreen(
                screens.size(),
                windows.requestsOfOne(),
                rows.requestsOfOne(),
                windows.medianMillis(),
                rows.medianMillis(),
                one.medianMillis());
    }

    private interface Read {
        void of(UUID user);
    }

    private Reads read(List<UUID> users, Read read) {
        long before = cluster.remoteReads();
        List<Double> millis = new ArrayList<>();
        for (UUID user : users) {
            long begin = System.nanoTime();
            read.of(user);
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return new Reads(millis, cluster.remoteReads() - before);
    }

    private Set<TransactionKey> lastKeys(UUID user, int count) {
        List<Receipt> receipts = ingestion.receipts(user);
        Set<TransactionKey> keys = new HashSet<>();
        receipts.subList(Math.max(0, receipts.size() - count), receipts.size())
                .forEach(receipt -> keys.add(receipt.key(0)));
        return keys;
    }
}
