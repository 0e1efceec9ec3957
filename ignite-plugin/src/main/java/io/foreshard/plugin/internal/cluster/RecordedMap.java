package io.foreshard.plugin.internal.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.metastorage.DistributedMetaStorage;
import org.apache.ignite.internal.processors.metastorage.DistributedMetastorageLifecycleListener;
import org.apache.ignite.internal.processors.metastorage.ReadableDistributedMetaStorage;

/**
 * The map that the first start of the cluster recorded beside the data. It refuses a cluster whose nodes all start again with another map, when no node
 * is running to compare with.
 */
public final class RecordedMap {
    private static final String KEY = "foreshard.map";

    private RecordedMap() {}

    /**
     * Registers the recording and the check; to be called from {@code initExtensions} of a server.
     *
     * @param own the settings of this node that cannot change while there is data, as text
     * @param refusal returns why this node must not start on the recorded map, or null if it may
     */
    public static void recordOrRefuse(Ignite ignite, TreeMap<String, String> own, Function<Map<?, ?>, String> refusal) {
        ((IgniteEx) ignite)
                .context()
                .internalSubscriptionProcessor()
                .registerDistributedMetastorageListener(new DistributedMetastorageLifecycleListener() {
                    @Override
                    public void onReadyForRead(ReadableDistributedMetaStorage storage) {
                        try {
                            Map<?, ?> recorded = storage.read(KEY);
                            String why = recorded == null ? null : refusal.apply(recorded);
                            if (why != null) {
                                throw new IgniteException(why);
                            }
                        } catch (IgniteCheckedException e) {
                            throw new IgniteException("The recorded map of Foreshard cannot be read.", e);
                        }
                    }

                    @Override
                    public void onReadyForWrite(DistributedMetaStorage storage) {
                        try {
                            storage.compareAndSetAsync(KEY, null, own);
                        } catch (IgniteCheckedException e) {
                            throw new IgniteException("The map of Foreshard cannot be recorded.", e);
                        }
                    }
                });
    }
}
