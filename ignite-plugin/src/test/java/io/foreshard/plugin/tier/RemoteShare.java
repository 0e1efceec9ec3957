package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.Foreshard;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import org.apache.ignite.Ignite;

/** The share of remote pages in the partition files of a cache: a test of what Ignite does with cold partitions proves little without them. */
final class RemoteShare {
    private RemoteShare() {}

    /** Offloads caches of a server; fails if less than half of a cache is remote then. */
    static void offload(Ignite server, String... caches) {
        Tier tier = server.<Foreshard>plugin(Foreshard.NAME).tier();
        for (String cache : caches) {
            tier.offload(cache);
        }
        atLeastHalf(server, caches);
    }

    /** Fails if less than half of the pages of a cache is remote on a server. Index and meta pages, which are always local, count as local ones. */
    static void atLeastHalf(Ignite server, String... caches) {
        for (String cache : caches) {
            TierSize size = server.<Foreshard>plugin(Foreshard.NAME).tier().size(cache);
            assertThat((double) size.remoteBytes() / size.fileBytes())
                    .as("share of remote pages of %s on %s", cache, server.name())
                    .isBetween(.5, 1.);
        }
    }
}
