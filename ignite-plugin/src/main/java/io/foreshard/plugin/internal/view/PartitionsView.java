package io.foreshard.plugin.internal.view;

import io.foreshard.tier.PartitionResidence;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;

/** The system view {@code SYS.TIER_PARTITIONS}: where the pages of each partition of this node are, and why. */
public final class PartitionsView {
    private PartitionsView() {}

    /**
     * Registers the view, before the node joins.
     *
     * @param residences returns a row for each partition
     */
    public static void register(Ignite ignite, Supplier<List<PartitionResidence>> residences) {
        ((IgniteEx) ignite)
                .context()
                .systemView()
                .registerView(
                        "tierPartitions",
                        "Partitions of this node whose data can be offloaded: bytes by location, and the REASON why local data is local",
                        new PartitionResidenceWalker(),
                        residences::get,
                        Function.identity());
    }
}
