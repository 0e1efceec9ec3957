package io.foreshard.plugin.node;

import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.plugin.CachePluginConfiguration;
import org.apache.ignite.plugin.CachePluginProvider;

/** Refuses a cache before it starts; Ignite then rolls its start back on all nodes. */
@SuppressWarnings("rawtypes") // the interface has raw parameters
final class CacheCheck implements CachePluginProvider<CachePluginConfiguration> {
    private final Supplier<String> refusal;

    /** Creates the check of one cache; the supplier returns why it must not start, or null. */
    CacheCheck(Supplier<String> refusal) {
        this.refusal = refusal;
    }

    @Override
    public void validate() throws IgniteCheckedException {
        String why = refusal.get();
        if (why != null) {
            // When Ignite rolls back the start of a cache, only a CacheException among the causes reaches the caller.
            throw new IgniteCheckedException(why, new CacheException(why));
        }
    }

    @Override
    public void validateRemote(CacheConfiguration local, CacheConfiguration remote, ClusterNode node) {}

    @Override
    public void start() {}

    @Override
    public void stop(boolean cancel) {}

    @Override
    public void onIgniteStart() {}

    @Override
    public void onIgniteStop(boolean cancel) {}

    @Override
    public <T> T createComponent(Class<T> type) {
        return null;
    }

    @Override
    public <T, K, V> T unwrapCacheEntry(Cache.Entry<K, V> entry, Class<T> type) {
        return null;
    }
}
