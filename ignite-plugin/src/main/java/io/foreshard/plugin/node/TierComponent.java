package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.internal.file.TieredStorage;
import io.foreshard.plugin.tier.AgeRule;
import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.registry.ObjectStores;
import io.foreshard.tier.Tier;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginContext;

/** The tier of a server that has a store; clients and servers without one have none. */
final class TierComponent implements PluginComponent {
    private final ForeshardConfiguration configuration;
    private final PageComponent pages;
    private TieredStorage storage;
    private AgeRule ageRule;

    TierComponent(ForeshardConfiguration configuration, PageComponent pages) {
        this.configuration = configuration;
        this.pages = pages;
    }

    /** Returns the tier, or null if this node has none. */
    Tier tier() {
        return storage;
    }

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        if (configuration.getStoreUri() == null || ignite.isClientMode()) {
            return;
        }
        ObjectStore store;
        try {
            store = ObjectStores.open(configuration.getStoreUri(), configuration.getS3Endpoint());
        } catch (ObjectStoreException e) {
            throw new IgniteCheckedException("The store of cold pages cannot be opened: " + e.getMessage(), e);
        }
        storage = new TieredStorage(context.grid(), pages.memories(), new GuardedObjectStore(store));
    }

    @Override
    public <T> T create(PluginContext context, Class<T> type) {
        return storage == null ? null : storage.create(type);
    }

    @Override
    public void start(PluginContext context) {
        if (storage != null && configuration.getColdAfter() != null) {
            ageRule = new AgeRule(
                    storage, context.log(AgeRule.class), configuration.getColdAfter(), configuration.getClock());
        }
    }

    @Override
    public void joined() throws IgniteCheckedException {
        if (storage != null) {
            storage.check();
        }
        if (ageRule != null) {
            ageRule.start();
        }
    }

    @Override
    public void leaving() {
        if (ageRule != null) {
            ageRule.close();
        }
        if (storage != null) {
            storage.leave();
        }
    }

    @Override
    public void stop(boolean cancel) {
        leaving();
        if (storage != null) {
            storage.stop();
        }
    }
}
