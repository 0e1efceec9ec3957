package io.foreshard.plugin.internal.sql;

import io.foreshard.tier.TieredGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.cache.query.index.Index;
import org.apache.ignite.internal.cache.query.index.sorted.inline.InlineIndexImpl;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheContext;
import org.apache.ignite.internal.processors.query.schema.AbstractSchemaChangeListener;
import org.apache.ignite.internal.processors.query.schema.management.IndexDescriptor;

/** The SQL indexes of caches whose rows can be offloaded, with the verdict of the {@link IndexRule} on each. Thread-safe. */
public final class Indexes {
    private final GridKernalContext context;

    /** The methods may be called when Ignite's caches have started. */
    public Indexes(Ignite ignite) {
        context = ((IgniteEx) ignite).context();
    }

    /**
     * Reports each index that may read rows, when it is created and when its cache starts on this node; to be called from {@code initExtensions}.
     *
     * @param readsRows receives the verdict; called by threads of the schema, it does not block
     */
    public void report(Consumer<IndexVerdict> readsRows) {
        context.internalSubscriptionProcessor().registerSchemaChangeListener(new AbstractSchemaChangeListener() {
            @Override
            public void onIndexCreated(String schema, String table, String name, IndexDescriptor descriptor) {
                if (!descriptor.isProxy()) {
                    verdict(descriptor.index()).filter(IndexVerdict::readsRows).ifPresent(readsRows);
                }
            }
        });
    }

    /**
     * Returns the verdicts by cache and index.
     *
     * @param groups returns the groups that can be offloaded
     */
    public List<IndexVerdict> verdicts(Supplier<List<TieredGroup>> groups) {
        List<IndexVerdict> verdicts = new ArrayList<>();
        for (TieredGroup each : groups.get()) {
            CacheGroupContext group = context.cache().cacheGroup(each.id());
            if (group != null) {
                for (GridCacheContext<?, ?> cache : group.caches()) {
                    context.indexProcessor().treeIndexes(cache.name(), false).forEach(index -> verdict(index)
                            .ifPresent(verdicts::add));
                }
            }
        }
        verdicts.sort(Comparator.comparing(IndexVerdict::cache).thenComparing(IndexVerdict::index));
        return verdicts;
    }

    /** Returns the verdict on an index with pages on this node, of a cache that can be offloaded. */
    private static Optional<IndexVerdict> verdict(Index index) {
        if (!(index instanceof InlineIndexImpl tree)) {
            return Optional.empty();
        }
        CacheGroupContext group = tree.segment(0).cacheGroupContext();
        boolean canBeTiered = group.persistenceEnabled()
                && !group.systemCache()
                && !group.config().isEncryptionEnabled();
        return canBeTiered ? Optional.of(IndexRule.of(tree)) : Optional.empty();
    }
}
