package io.foreshard.plugin.internal.file;

import java.nio.file.Path;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.maintenance.MaintenanceFileStore;
import org.apache.ignite.internal.processors.cache.persistence.defragmentation.CachePartitionDefragmentationManager;
import org.apache.ignite.maintenance.MaintenanceRegistry;

/** Ignite's defragmentation of partition files, which replaces each file by a new one without the header of the tier. Stateless. */
public final class Defragmentation {
    private Defragmentation() {}

    /** Returns whether this start of a node would run a defragmentation. */
    public static boolean isDue(Ignite ignite) {
        MaintenanceRegistry registry = ((IgniteEx) ignite).context().maintenanceRegistry();
        return registry.isMaintenanceMode()
                && registry.activeMaintenanceTask(CachePartitionDefragmentationManager.DEFRAGMENTATION_MNTC_TASK_NAME)
                        != null;
    }

    /** Returns the file whose deletion cancels it while the node cannot start. */
    public static Path taskFile(PersistenceDirectory directory) {
        return directory.path().resolve(MaintenanceFileStore.MAINTENANCE_FILE_NAME);
    }
}
