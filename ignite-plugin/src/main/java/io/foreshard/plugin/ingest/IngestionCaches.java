package io.foreshard.plugin.ingest;

import io.foreshard.ingest.TableNames;
import io.foreshard.profile.IssuedReceipt;
import io.foreshard.profile.UserWindow;
import java.util.UUID;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** The configurations of the caches of windows and of archived receipts. Thread-safe. */
public final class IngestionCaches {

    private static final int PARTITIONS = 256;

    private IngestionCaches() {}

    /**
     * Returns the configuration of the cache of windows; an update is acknowledged when the backups have it.
     *
     * <p>TRANSACTIONAL, because an ATOMIC primary that dies may keep an update that its backup never received, also after its restart, and {@code
     * invokeAll} may omit the answers of such a primary (decision 7).
     */
    public static CacheConfiguration<UUID, UserWindow> windows(TableNames names, int backups) {
        return configuration(names.windows(), backups);
    }

    /** Returns the configuration of the archive of receipts; a write is acknowledged when the backups have it. */
    public static CacheConfiguration<ReceiptKey, IssuedReceipt> receipts(TableNames names, int backups) {
        return configuration(names.receipts(), backups);
    }

    private static <K, V> CacheConfiguration<K, V> configuration(String name, int backups) {
        return new CacheConfiguration<K, V>(name)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setBackups(backups);
    }
}
