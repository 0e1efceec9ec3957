package io.foreshard.plugin.ingest;

import java.time.Clock;
import java.time.Duration;

/** What the ingestion service reads of a node's plugin configuration; a bean in {@code IgniteConfiguration.pluginConfigurations}. */
public interface IngestionSettings {
    /** Returns the number of partitions. */
    int getPartitions();

    /** Returns the most payload in one record. */
    int getRecordBytes();

    /** Returns how long an epoch lasts. */
    Duration getEpochDuration();

    /** Returns the store of cold pages, or null if nothing leaves. */
    String getStoreUri();

    /** Returns how many of a returning user's last transactions are read into memory. */
    int getWarmHistory();

    /** Returns the clock by which epochs are issued. */
    Clock getClock();
}
