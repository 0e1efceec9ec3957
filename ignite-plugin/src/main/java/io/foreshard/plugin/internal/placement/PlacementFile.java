package io.foreshard.plugin.internal.placement;

import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.shard.placement.Placement;
import io.foreshard.shard.placement.PlacementFormat;
import io.foreshard.tier.DiskDirectory;
import java.io.IOException;
import java.util.Optional;
import org.apache.ignite.IgniteCheckedException;

/** The newest placement of a server, in {@code db/<node>/placement}, beside its data. A node without persistence has none. Thread-safe. */
final class PlacementFile {
    private static final String NAME = "placement";

    private final Optional<DiskDirectory> directory;

    PlacementFile(Optional<PersistenceDirectory> directory) {
        this.directory = directory.map(persistence -> new DiskDirectory(persistence.path()));
    }

    /**
     * Reads the placement; rendezvous if there is no file.
     *
     * @throws IgniteCheckedException if the file cannot be read, is damaged, or places another number of partitions
     */
    Placement read(int partitions) throws IgniteCheckedException {
        if (directory.isEmpty()) {
            return Placement.rendezvous(partitions);
        }
        try {
            byte[] bytes = directory.get().read(NAME);
            Placement placement = bytes == null ? Placement.rendezvous(partitions) : PlacementFormat.placement(bytes);
            if (placement.partitions() != partitions) {
                throw new IllegalArgumentException("It places " + placement.partitions()
                        + " partitions, but ForeshardConfiguration.partitions is " + partitions + ".");
            }
            return placement;
        } catch (IOException | IllegalArgumentException e) {
            throw new IgniteCheckedException(
                    "The file " + directory.get().path().resolve(NAME) + " of placements cannot be used: "
                            + e.getMessage() + " Copy it from another server of the cluster, which has the same.",
                    e);
        }
    }

    /** Replaces the file. When it returns, the file is on disk. */
    void write(Placement placement) throws IOException {
        if (directory.isPresent()) {
            directory.get().replace(NAME, PlacementFormat.bytes(placement));
        }
    }
}
