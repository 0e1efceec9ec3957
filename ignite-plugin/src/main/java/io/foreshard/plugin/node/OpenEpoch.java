package io.foreshard.plugin.node;

import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import io.foreshard.plugin.internal.cluster.CachePartitions.OpenPartitions;
import java.time.Clock;
import java.time.Duration;

/**
 * The partitions of the transaction table that take the rows of today: those of the current epoch and of the next one, because the boundary is staggered by user
 * over the length of an epoch. Thread-safe.
 */
final class OpenEpoch implements OpenPartitions {
    private static final ProfileLayout LAYOUT = ProfileLayout.transactions();

    private final String group;
    private final long epochMillis;
    private final Clock clock;

    /** @param group name of the cache group of the transaction table */
    OpenEpoch(String group, Duration epoch, Clock clock) {
        this.group = group;
        this.epochMillis = epoch.toMillis();
        this.clock = clock;
    }

    @Override
    public boolean isOpen(String name, int partitions, int partition) {
        if (!name.equals(group)) {
            return false;
        }
        int epoch = partition / (partitions >>> LAYOUT.width(Field.EPOCH));
        long current = Math.floorDiv(clock.millis(), epochMillis);
        return epoch == Math.floorMod(current, LAYOUT.epochs()) || epoch == Math.floorMod(current + 1, LAYOUT.epochs());
    }
}
