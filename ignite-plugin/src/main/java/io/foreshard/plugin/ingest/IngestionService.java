package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.IngestionConfiguration;
import io.foreshard.plugin.cluster.NodeLoss;
import io.foreshard.plugin.prediction.PublishedModels;
import io.foreshard.plugin.prediction.ServerRows;
import io.foreshard.plugin.shard.ClosedState;
import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.EngagementBands;
import io.foreshard.profile.FullPartitions;
import io.foreshard.profile.IssuedRows;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.RecentColumns;
import io.foreshard.profile.UserWindow;
import io.foreshard.training.ModelSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.services.Service;
import org.apache.ignite.services.ServiceConfiguration;

/**
 * The ingestion service on one server: issues receipts on the windows' primaries, then writes the rows under them.
 *
 * <p>This order makes a call safe to retry after any failure: the window or the archive keeps an issued id, so a second attempt finds it and
 * writes the rows that the first one did not. The service reads its settings on the node where it runs; the instance that Ignite sends to the nodes has
 * none. Thread-safe.
 */
public final class IngestionService implements Service, Ingestion {
    private static final long serialVersionUID = 1L;

    @IgniteInstanceResource
    private transient Ignite ignite;

    private transient int partitions;
    private transient Duration epochDuration;
    private transient int recordBytes;
    private transient Duration retryHorizon;
    private transient int recentTransactions;
    private transient RecentColumns recentColumns;
    private transient Clock clock;
    private transient TableNames tableNames;
    private transient IgniteCache<UUID, UserWindow> windows;
    private transient IgniteCache<TransactionKey, TransactionRecord> transactions;
    private transient BandKeeper bands;
    private transient ClosedState closed;
    private transient IssuedRows issuedRows;
    private transient IngestionStatistics statistics;
    private transient PublishedModels models;
    private transient HistoryWarmer warmer;
    private transient ReceiptIssuer issuer;

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
        ForeshardConfiguration settings = ForeshardConfiguration.of(ignite);
        partitions = settings.get(ForeshardConfiguration.PARTITIONS);
        epochDuration = settings.get(ForeshardConfiguration.EPOCH_DURATION);
        recordBytes = settings.get(ForeshardConfiguration.RECORD_BYTES);
        retryHorizon = settings.getIngestion().get(IngestionConfiguration.RETRY_HORIZON);
        recentTransactions = settings.getIngestion().get(IngestionConfiguration.RECENT_TRANSACTIONS);
        recentColumns = settings.getIngestion().get(IngestionConfiguration.RECENT_COLUMNS);
        clock = settings.clock();
        tableNames = settings.tableNames();
        windows = ignite.cache(tableNames.windows());
        transactions = ignite.cache(tableNames.transactions());
        bands = new BandKeeper(ignite);
        closed = new ClosedState(ignite);
        issuedRows = new IssuedRows(ProfileLayout.transactions(), partitions, epochDuration);
        statistics = IngestionStatistics.of(ignite);
        models = new PublishedModels(ignite);
        warmer = new HistoryWarmer(new ServerRows(ignite), tableNames.transactions(), statistics);
        ReceiptArchive archive = new ReceiptArchive(ignite.cache(tableNames.receipts()), retryHorizon);
        issuer = new ReceiptIssuer(
                windows,
                archive,
                settings.getTier().getStoreUri() == null
                        ? 0
                        : settings.getIngestion().get(IngestionConfiguration.WARM_HISTORY));
    }

    @Override
    public List<Receipt> record(List<UserAction> actions) {
        Batch batch = new Batch(actions);
        return NodeLoss.retried(() -> recorded(batch));
    }

    @Override
    public List<RecentTransaction> recent(UUID userId) {
        return recent(windows, userId);
    }

    /** Returns a user's last transactions as {@link Ingestion#recent} does, on any node. */
    public static List<RecentTransaction> recent(IgniteCache<UUID, UserWindow> windows, UUID userId) {
        UserWindow window = windows.get(userId);
        return window == null ? List.of() : window.recent();
    }

    @Override
    public List<Receipt> receipts(UUID userId) {
        UserWindow window = windows.get(userId);
        return window == null ? List.of() : new ArrayList<>(window.issued());
    }

    @Override
    public int[] partitions(UUID userId) {
        UserWindow window = windows.get(userId);
        return window == null ? new int[0] : window.partitions(ProfileLayout.transactions(), partitions);
    }

    @Override
    public TableNames tableNames() {
        return tableNames;
    }

    private List<Receipt> recorded(Batch batch) {
        EngagementBands used = bands.current();
        FullPartitions full = issuedRows.full().withClosed(closed.current().partitions());
        ProfileEncoder encoder = new ProfileEncoder(ProfileLayout.transactions(), epochDuration, used, full);
        IssuingRules rules =
                new IssuingRules(encoder, recordBytes, retryHorizon, recentTransactions, recentColumns, visitGap());
        BatchRows rows = new BatchRows(batch, new RowWriter(transactions));
        for (SortedMap<UUID, List<Integer>> round : batch.rounds()) {
            SortedMap<UUID, List<ActionSummary>> actions = new TreeMap<>();
            round.forEach((user, positions) -> actions.put(
                    user,
                    positions.stream()
                            .map(position -> ActionSummary.of(batch.action(position)))
                            .toList()));
            long nowMillis = clock.millis();
            Map<UUID, WindowResult> results = issuer.issue(actions, rules, nowMillis);
            Map<UUID, double[]> scores = new HashMap<>();
            results.forEach((user, result) -> {
                warmer.warm(keys(result.history()));
                rows.add(round.get(user), result);
                scores.put(user, result.scores());
                result.issued().forEach(receipt -> issuedRows.add(receipt.profileId(), receipt.records(), nowMillis));
                statistics.count(result);
            });
            bands.learn(used, scores);
        }
        rows.write();
        return rows.receipts();
    }

    /** Returns the pause after which a user visits again, as the model has learned it. */
    private Duration visitGap() {
        return Optional.ofNullable(models.get())
                .flatMap(ModelSet::nextType)
                .map(model -> model.gap().visitGap())
                .orElse(Sessions.GAP);
    }

    /** Returns the key of the first record of each transaction: enough for a list of transactions. */
    private static Set<TransactionKey> keys(List<Receipt> transactions) {
        Set<TransactionKey> keys = new HashSet<>();
        transactions.forEach(receipt -> keys.add(receipt.key(0)));
        return keys;
    }
}
