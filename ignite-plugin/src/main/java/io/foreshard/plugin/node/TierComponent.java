package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.internal.cluster.AdministeredServer;
import io.foreshard.plugin.internal.cluster.CachePartitions;
import io.foreshard.plugin.internal.cluster.ClusterWrites;
import io.foreshard.plugin.internal.expiry.ColdExpiry;
import io.foreshard.plugin.internal.file.DiskSpace;
import io.foreshard.plugin.internal.file.NodeDisk;
import io.foreshard.plugin.internal.file.PageStores;
import io.foreshard.plugin.internal.lookup.QueryLookups;
import io.foreshard.plugin.internal.page.FreeListDrain;
import io.foreshard.plugin.internal.page.IndexComparisons;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.plugin.internal.request.ColdRequests;
import io.foreshard.plugin.internal.sql.Indexes;
import io.foreshard.plugin.internal.view.IndexesView;
import io.foreshard.plugin.internal.view.PartitionsView;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.plugin.tier.AgedPartitions;
import io.foreshard.plugin.tier.ClusterPins;
import io.foreshard.plugin.tier.DiskReserve;
import io.foreshard.plugin.tier.NodeOperations;
import io.foreshard.plugin.tier.ServerTierService;
import io.foreshard.plugin.tier.TemperatureExchange;
import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.encryption.EncryptedObjectStore;
import io.foreshard.store.encryption.EncryptionKeys;
import io.foreshard.tier.AgeRule;
import io.foreshard.tier.ImageSchedule;
import io.foreshard.tier.LocalBudget;
import io.foreshard.tier.PartitionHost;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TieredStorage;
import io.foreshard.tier.TransferSizes;
import io.foreshard.tier.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The tier of a server whose {@code tier.storeUri} is set, and its threads; clients and other servers have no tier. */
final class TierComponent implements PluginComponent {
    /** Partitions that are offloaded or recalled at once: most of the time they wait for the store, not for a processor. */
    private static final int MOVES = 8;

    /** Threads that read remote pages: as many requests to the store at once, beside those of threads that wait for a page. */
    private static final int FETCHES = 128;

    /** Threads that run requests on when their pages were fetched, beside those that wait for the store. */
    private static final int RESUMING = 4;

    /** Pages of expired rows that are fetched at once. */
    private static final int EXPIRY_FETCHES = 4;

    private static final long DISK_POLL_MILLIS = 1_000;

    /** Time between two exchanges of temperatures. */
    private static final long EXCHANGE_MILLIS = 5_000;

    private static final Duration MIN_SWEEP_PERIOD = Duration.ofSeconds(30);
    private static final Duration MAX_SWEEP_PERIOD = Duration.ofMinutes(15);

    private final String storeUri;
    private final RequestLimits limits;
    private final StoreOptions options;
    private final String encryptionKeys;
    private final Duration coldAfter;
    private final Optional<Long> localBytes;
    private final Duration uploadAfter;
    private final OpenEpoch openEpoch;
    private final Duration garbageGrace;
    private final Duration imageEvery;
    private final long diskReserve;
    private final TransferSizes sizes;
    private final Clock clock;
    private final PageComponent pages;
    private final EventLog log;
    private final StoreEvents storeEvents;
    private final TierEvents events;
    private ExecutorService requests;
    private ExecutorService moves;
    private ExecutorService operating;
    private ExecutorService expiryFetching;
    private ScheduledExecutorService expiring;
    private ColdExpiry expiry;
    private StoreCheck check;
    private Ignite ignite;

    private TieredStorage storage;
    private PartitionHost host;
    private Indexes indexes;
    private NodeOperations operations;
    private RemotePages remotePages;
    private ExecutorService fetching;
    private ExecutorService resuming;
    private ColdRequests coldRequests;
    private PageStores pageStores;
    private ScheduledExecutorService ageing;
    private AgeRule ageRule;
    private ScheduledExecutorService budgeting;
    private LocalBudget budget;
    private ScheduledExecutorService sweeping;
    private ScheduledExecutorService imaging;
    private ImageSchedule imageSchedule;
    private ScheduledExecutorService disk;
    private ClusterWrites writes;

    TierComponent(ForeshardConfiguration configuration, PageComponent pages, EventLog log) {
        this.log = log;
        storeEvents = new StoreEvents(log);
        events = new TierEvents(log);
        TierConfiguration tier = configuration.getTier();
        this.storeUri = tier.get(TierConfiguration.STORE_URI);
        this.options = tier.storeOptions();
        this.encryptionKeys = tier.get(TierConfiguration.ENCRYPTION_KEYS);
        this.limits = tier.requestLimits();
        this.coldAfter = tier.get(TierConfiguration.COLD_AFTER);
        this.garbageGrace = tier.get(TierConfiguration.GARBAGE_GRACE);
        this.imageEvery = tier.get(TierConfiguration.IMAGE_EVERY);
        this.diskReserve = tier.get(TierConfiguration.DISK_RESERVE);
        this.sizes = tier.transferSizes();
        this.clock = configuration.clock();
        this.localBytes = Optional.ofNullable(tier.get(TierConfiguration.LOCAL_BYTES));
        this.uploadAfter = tier.get(TierConfiguration.UPLOAD_AFTER);
        this.openEpoch = new OpenEpoch(
                configuration.tableNames().group(), configuration.get(ForeshardConfiguration.EPOCH_DURATION), clock);
        this.pages = pages;
    }

    /** Returns the tier, or null if this node has none. */
    Tier tier() {
        return storage;
    }

    /** Returns the budget of local bytes, or null if this node has no tier. */
    LocalBudget budget() {
        return budget;
    }

    /** Returns the events of the object store; there are none if this node has no tier. */
    StoreEvents storeEvents() {
        return storeEvents;
    }

    /** Returns the requests of other nodes that read remote pages, or null if this node has no tier. */
    ColdRequests coldRequests() {
        return coldRequests;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        if (ignite.isClientMode()) {
            return;
        }
        this.ignite = context.grid();
        NodeConfiguration.add(ignite, ServerTierService.everywhere());
        ClusterPins pins = new ClusterPins(context.grid());
        host = new CachePartitions(context.grid(), pages.memories(), openEpoch, pins);
        operating = DaemonThreads.cached("foreshard-operation");
        if (storeUri != null) {
            createStorage(context);
        }
        operations = new NodeOperations(
                new AdministeredServer(context.grid(), host),
                storage,
                pins,
                () -> check.runThoroughly(),
                Optional.ofNullable(coldAfter)
                        .map(age -> "Partitions without an access for " + age
                                + " are offloaded again: pin them, or remove tier.coldAfter, to keep them local."),
                operating);
    }

    private void createStorage(PluginContext context) throws IgniteCheckedException {
        ObjectStore opened;
        try {
            opened = open(storeUri, options, encryptionKeys);
        } catch (ObjectStoreException e) {
            throw new IgniteCheckedException("The store of cold pages cannot be opened: " + e.getMessage(), e);
        }
        requests = DaemonThreads.cached("foreshard-store");
        moves = DaemonThreads.fixed("foreshard-offload", MOVES);
        check = new StoreCheck(new GuardedObjectStore(opened, limits, requests, StoreListener.NONE), log);
        ObjectStore store = new GuardedObjectStore(opened, limits, requests, storeEvents);
        fetching = DaemonThreads.bounded("foreshard-fetch", FETCHES);
        storage = new TieredStorage(
                host, store, storeUri, moves, fetching, Clock.systemUTC(), garbageGrace, sizes, events);
        storage.refuseOffloads(check::refusal);
        budget = new LocalBudget(
                storage,
                host,
                localBytes.orElse(LocalBudget.UNLIMITED),
                uploadAfter,
                RetentionPolicy.adaptive(),
                clock,
                storage.events());
        storage.imagesFrom(new NodeDisk(context.grid()));
        remotePages = new RemotePages(context.grid(), storage.events());
        pages.memories().use(remotePages, storage::checkpointBegins, storage::checkpointed);
        resuming = DaemonThreads.bounded("foreshard-resume", RESUMING);
        coldRequests = ColdRequests.register(
                context.grid(), pages.memories(), remotePages, fetching, resuming, storage.events());
        FreeListDrain.install(context.grid(), pages.memories());
        IndexComparisons.install(context.grid(), pages.memories());
        indexes = new Indexes(context.grid());
        indexes.report(events::indexReadsRows);
        pageStores = new PageStores(context.grid(), storage, pages.memories(), remotePages);
        expiryFetching = DaemonThreads.bounded("foreshard-expiry-fetch", EXPIRY_FETCHES);
        expiry = new ColdExpiry(context.grid(), pages.memories(), expiryFetching, events::expiryFailed);
    }

    /**
     * Opens a store.
     *
     * @param encryptionKeys place of the keys that encrypt objects; null to store them as they are
     * @throws IllegalArgumentException if a setting is refused
     * @throws ObjectStoreException if it cannot be opened
     */
    static ObjectStore open(String storeUri, StoreOptions options, String encryptionKeys) throws ObjectStoreException {
        EncryptionKeys keys = encryptionKeys == null ? null : EncryptionKeys.read(encryptionKeys);
        ObjectStore store = ObjectStores.open(storeUri, options);
        return keys == null ? store : new EncryptedObjectStore(store, keys);
    }

    @Override
    public <T> T create(PluginContext context, Class<T> type) {
        return pageStores == null ? null : pageStores.create(type);
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        new TierFileCheck(storage, storeUri).start(context);
        if (operations != null) {
            operations.publish(context.grid());
        }
        if (storage != null) {
            QueryLookups.install(context.grid(), pages.memories());
            IndexesView.register(context.grid(), () -> indexes.verdicts(host::groups));
            sweeping = DaemonThreads.scheduled("foreshard-sweep");
            budgeting = DaemonThreads.scheduled("foreshard-budget");
            PartitionsView.register(context.grid(), budget::residences);
        }
        if (storage != null && coldAfter != null) {
            ageing = DaemonThreads.scheduled("foreshard-age");
            ageRule = new AgeRule(
                    storage, ageing, coldAfter, clock, new AgedPartitions(context.grid()), storage.events());
            AgedPartitions.publish(context.grid(), ageRule);
        }
    }

    private void startReserve() throws IgniteCheckedException {
        if (storage != null && diskReserve > 0) {
            writes = new ClusterWrites(ignite);
            DiskReserve reserve =
                    new DiskReserve(diskReserve, new DiskSpace(ignite, pages.memories()), this::settleWrites, events);
            disk = DaemonThreads.scheduled("foreshard-disk");
            disk.scheduleWithFixedDelay(reserve::poll, 0, DISK_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** While the disk is nearly full, no fetch and no rebalance takes space either: offloads need it to record what they release. */
    private void settleWrites(boolean isDiskLow) throws IgniteCheckedException {
        pages.diskLow(isDiskLow);
        storage.diskLow(isDiskLow);
        writes.settle(isDiskLow);
    }

    private void startImages() {
        if (storage != null && imageEvery != null) {
            imaging = DaemonThreads.scheduled("foreshard-image");
            imageSchedule = new ImageSchedule(storage, imaging, imageEvery);
            imageSchedule.start();
        }
    }

    @Override
    public void joined() throws IgniteCheckedException {
        if (pageStores != null) {
            pageStores.check();
        }
        if (ageRule != null) {
            ageRule.start();
        }
        if (budget != null) {
            budget.start(budgeting);
            if (localBytes.isPresent()) {
                TemperatureExchange temperatures = new TemperatureExchange(ignite, budget);
                temperatures.start();
                budgeting.scheduleWithFixedDelay(
                        temperatures::send, EXCHANGE_MILLIS, EXCHANGE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        if (sweeping != null) {
            long period = sweepPeriod(garbageGrace).toMillis();
            sweeping.scheduleWithFixedDelay(storage::sweep, period, period, TimeUnit.MILLISECONDS);
        }
        startImages();
        if (expiry != null) {
            expiring = DaemonThreads.scheduled("foreshard-expiry");
            expiry.start(expiring);
        }
        startReserve();
        if (check != null) {
            moves.execute(check::run);
        }
    }

    /** Returns the time between two looks at the garbage: a quarter of its grace, from 30 s to 15 min. */
    private static Duration sweepPeriod(Duration grace) {
        Duration quarter = grace.dividedBy(4);
        if (quarter.compareTo(MIN_SWEEP_PERIOD) < 0) {
            return MIN_SWEEP_PERIOD;
        }
        return quarter.compareTo(MAX_SWEEP_PERIOD) > 0 ? MAX_SWEEP_PERIOD : quarter;
    }

    @Override
    public void leaving() {
        if (ageRule != null) {
            ageRule.close();
            ageing.shutdownNow();
        }
        if (budgeting != null) {
            budget.close();
            budgeting.shutdownNow();
        }
        if (sweeping != null) {
            sweeping.shutdownNow();
        }
        if (imageSchedule != null) {
            imageSchedule.close();
            imaging.shutdownNow();
        }
        if (disk != null) {
            disk.shutdownNow();
        }
        if (remotePages != null) {
            remotePages.stop();
            coldRequests.stop();
            fetching.shutdownNow();
            resuming.shutdownNow();
        }
        stopExpiry();
        if (operations != null) {
            operations.close();
            operating.shutdownNow();
        }
        if (moves != null) {
            moves.shutdownNow();
        }
    }

    /** Waits for the rows that are being removed: Ignite releases the memory of their pages next. */
    private void stopExpiry() {
        if (expiry != null) {
            expiry.stop();
            expiryFetching.shutdownNow();
        }
        if (expiring != null) {
            expiring.shutdownNow();
        }
    }

    @Override
    public void stop(boolean cancel) {
        leaving();
        if (storage != null) {
            storage.close();
            requests.shutdownNow();
        }
    }
}
