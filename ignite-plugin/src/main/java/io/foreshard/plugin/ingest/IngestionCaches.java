package io.foreshard.plugin.ingest;

import io.foreshard.profile.UserWindow;
import java.util.UUID;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** The small caches beside the transaction table. */
public final class IngestionCaches {
    /** Windows of the users, by user id. */
    public static final String WINDOWS = "foreshard-windows";

    private static final int WINDOW_PARTITIONS = 256;

    private IngestionCaches() {}

    /**
     * Returns the configuration of the cache of windows; an update is acknowledged when the backups have it.
     *
     * <p>TRANSACTIONAL: an ATOMIC primary that dies may keep an update its backup never got, also after its return, and {@code
     * invokeAll} may leave out the answers of such a primary.
     */
    public static CacheConfiguration<UUID, UserWindow> windows(int backups) {
        return new CacheConfiguration<UUID, UserWindow>(WINDOWS)
                .setAffinity(new RendezvousAffinityFunction(false, WINDOW_PARTITIONS))
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setBackups(backups);
    }
}
