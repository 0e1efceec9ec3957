package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.IngestionConfiguration;
import io.foreshard.plugin.cluster.NodeLoss;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.UserWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.cache.processor.EntryProcessorResult;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The ingestion service on one server: updates windows where they live, then writes the rows under the ids they issued.
 *
 * <p>The order makes every failure repeatable: an id that was issued is remembered by the window, so a second attempt finds it and
 * writes whatever rows the first did not. All settings come from the node it runs on; the instance that travels is empty.
 */
public final class IngestionService implements Service, Ingestion {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    private transient ForeshardConfiguration settings;
    private transient IgniteCache<UUID, UserWindow> windows;
    private transient IgniteCache<TransactionKey, TransactionRecord> transactions;
    private transient BandKeeper bands;
    private transient IngestionStatistics statistics;
    private transient HistoryWarmer warmer;
    private transient int warmHistory;

    /** Returns the deployment of the service on every server. */
    public static ServiceConfiguration everywhere() {
        ServiceConfiguration configuration = new ServiceConfiguration()
                .setName(SERVICE)
                .setMaxPerNodeCount(1)
                .setTotalCount(0)
                .setStatisticsEnabled(true);
        configuration.setService(new IngestionService());
        return configuration;
    }

    @Override
    public void init() {
        settings = ForeshardConfiguration.of(ignite);
        windows = ignite.cache(IngestionCaches.WINDOWS);
        transactions = ignite.cache(ProfiledTables.TRANSACTIONS);
        bands = new BandKeeper(ignite);
        statistics = IngestionStatistics.of(ignite);
        warmer = new HistoryWarmer(ignite, statistics);
        warmHistory = settings.getTier().getStoreUri() == null
                ? 0
                : settings.getIngestion().get(IngestionConfiguration.WARM_HISTORY);
    }

    @Override
    public List<Receipt> record(List<UserAction> actions) {
        Batch batch = new Batch(actions);
        return NodeLoss.retried(() -> recorded(batch));
    }

    @Override
    public List<Receipt> recent(UUID userId) {
        UserWindow window = windows.get(userId);
        return window == null ? List.of() : new ArrayList<>(window.issued());
    }

    @Override
    public int[] partitions(UUID userId) {
        UserWindow window = windows.get(userId);
        return window == null
                ? new int[0]
                : window.partitions(ProfileLayout.transactions(), settings.get(ForeshardConfiguration.PARTITIONS));
    }

    private List<Receipt> recorded(Batch batch) {
        EngagementBands used = bands.current();
        ProfileEncoder encoder = new ProfileEncoder(
                ProfileLayout.transactions(), settings.get(ForeshardConfiguration.EPOCH_DURATION), used);
        Map<UUID, WindowResult> results = new HashMap<>();
        windows.invokeAll(
                        batch.processors(),
                        encoder,
                        settings.clock().millis(),
                        settings.get(ForeshardConfiguration.RECORD_BYTES),
                        warmHistory)
                .forEach((user, result) -> results.put(user, unwrapped(result)));
        results.values().forEach(result -> warmer.warm(keys(result.history())));
        RowWriter writer = new RowWriter(transactions);
        List<Receipt> receipts = batch.receipts(results, writer);
        writer.write();
        Map<UUID, double[]> scores = new HashMap<>();
        results.forEach((user, result) -> {
            scores.put(user, result.scores());
            statistics.transactions.add(result.transactions());
            statistics.duplicates.add(result.duplicates());
        });
        bands.learn(used, scores);
        return receipts;
    }

    /** Returns the first record of each transaction: what a list of them shows. */
    private static Set<TransactionKey> keys(List<Receipt> transactions) {
        Set<TransactionKey> keys = new HashSet<>();
        transactions.forEach(receipt -> keys.add(receipt.key(0)));
        return keys;
    }

    /** Returns an answer as an object: {@code invokeAll} with a processor for each key may leave it in binary form. */
    private static WindowResult unwrapped(EntryProcessorResult<?> answer) {
        Object result = answer.get();
        return result instanceof BinaryObject binary ? binary.deserialize() : (WindowResult) result;
    }
}
