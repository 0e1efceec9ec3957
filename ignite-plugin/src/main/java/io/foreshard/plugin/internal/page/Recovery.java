package io.foreshard.plugin.internal.page;

import org.apache.ignite.internal.processors.cache.persistence.DatabaseLifecycleListener;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager.RestoreBinaryState;
import org.apache.ignite.internal.processors.cache.persistence.GridCacheDatabaseSharedManager.RestoreLogicalState;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;

/** Whether Ignite applies the write-ahead log to the cache groups, at the start of a node. Thread-safe. */
final class Recovery implements DatabaseLifecycleListener {
    private volatile boolean running;

    boolean isRunning() {
        return running;
    }

    /** Pages of the log are restored in memory, which reads no file. */
    @Override
    public void afterBinaryMemoryRestore(IgniteCacheDatabaseSharedManager database, RestoreBinaryState restored) {
        running = true;
    }

    /** {@inheritDoc} Called for the metastorage first, which is not tiered. */
    @Override
    public void afterLogicalUpdatesApplied(IgniteCacheDatabaseSharedManager database, RestoreLogicalState restored) {
        running = false;
    }
}
