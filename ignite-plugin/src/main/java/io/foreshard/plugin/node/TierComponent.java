package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.internal.cluster.CachePartitions;
import io.foreshard.plugin.internal.file.PageStores;
import io.foreshard.plugin.internal.page.RemotePages;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreSelfTest;
import io.foreshard.store.encryption.EncryptedObjectStore;
import io.foreshard.store.encryption.EncryptionKeys;
import io.foreshard.tier.AgeRule;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TieredStorage;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The tier of a server whose {@code tier.storeUri} is set, and its threads; clients and other servers have no tier. */
final class TierComponent implements PluginComponent {
    /** Partitions that are offloaded or recalled at once: most of the time they wait for the store, not for a processor. */
    private static final int MOVES = 8;

    private final String storeUri;
    private final StoreOptions options;
    private final RequestLimits limits;
    private final String encryptionKeys;
    private final Duration coldAfter;
    private final Clock clock;
    private final PageComponent pages;
    private final EventLog events;
    private ExecutorService requests;
    private ExecutorService moves;
    /** The store behind a separate guard without a listener, so that calls of the self-test are not reported as events. */
    private ObjectStore tested;

    private TieredStorage storage;
    private RemotePages remotePages;
    private PageStores pageStores;
    private ScheduledExecutorService ageing;
    private AgeRule ageRule;

    TierComponent(ForeshardConfiguration configuration, PageComponent pages, EventLog events) {
        this.events = events;
        TierConfiguration tier = configuration.getTier();
        this.storeUri = tier.get(TierConfiguration.STORE_URI);
        this.options = tier.storeOptions();
        this.limits = tier.requestLimits();
        this.encryptionKeys = tier.get(TierConfiguration.ENCRYPTION_KEYS);
        this.coldAfter = tier.get(TierConfiguration.COLD_AFTER);
        this.clock = configuration.clock();
        this.pages = pages;
    }

    /** Returns the tier, or null if this node has none. */
    Tier tier() {
        return storage;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        if (storeUri == null || ignite.isClientMode()) {
            return;
        }
        ObjectStore opened;
        try {
            opened = openStore();
        } catch (ObjectStoreException e) {
            throw new IgniteCheckedException("The store of cold pages cannot be opened: " + e.getMessage(), e);
        }
        requests = DaemonThreads.cached("foreshard-store");
        moves = DaemonThreads.fixed("foreshard-offload", MOVES);
        tested = new GuardedObjectStore(opened, limits, requests, StoreListener.NONE);
        ObjectStore store = new GuardedObjectStore(opened, limits, requests, events);
        storage = new TieredStorage(new CachePartitions(context.grid(), pages.memories()), store, moves, events);
        remotePages = new RemotePages(context.grid(), storage.events());
        pages.memories().fetchWith(remotePages);
        pageStores = new PageStores(context.grid(), storage, pages.memories(), remotePages);
    }

    private ObjectStore openStore() throws ObjectStoreException {
        EncryptionKeys keys = encryptionKeys == null ? null : EncryptionKeys.read(encryptionKeys);
        ObjectStore store = ObjectStores.open(storeUri, options);
        return keys == null ? store : new EncryptedObjectStore(store, keys);
    }

    @Override
    public <T> T create(PluginContext context, Class<T> type) {
        return pageStores == null ? null : pageStores.create(type);
    }

    @Override
    public void start(PluginContext context) {
        if (storage != null && coldAfter != null) {
            ageing = DaemonThreads.scheduled("foreshard-age");
            ageRule = new AgeRule(storage, ageing, coldAfter, clock, storage.events());
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
        if (tested != null) {
            moves.execute(this::testStore);
        }
    }

    /** Reports whether the store is usable. An unusable store does not stop the start, because local rows need no store. */
    private void testStore() {
        StoreSelfTest.Verdict verdict = StoreSelfTest.run(tested);
        events.report(
                verdict.usable() ? Event.STORE_USABLE : Event.STORE_UNUSABLE,
                verdict.sentence(),
                verdict.failure().orElse(null));
    }

    @Override
    public void leaving() {
        if (ageRule != null) {
            ageRule.close();
            ageing.shutdownNow();
        }
        if (remotePages != null) {
            remotePages.stop();
        }
        if (moves != null) {
            moves.shutdownNow();
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
