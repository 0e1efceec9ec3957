package io.foreshard.plugin.ingest;

import java.time.Clock;
import java.time.Duration;

/** The settings that the ingestion service reads from a node's plugin configuration; a bean in {@code IgniteConfiguration.pluginConfigurations}. */
public interface IngestionSettings {
    /** Returns the number of partitions. */
    int getPartitions();

    /** Returns the most payload in one record. */
    int getRecordBytes();

    /** Returns the time from the issue of an id during which a retry is recognised. */
    Duration getRetryHorizon();

    /** Returns the duration of an epoch. */
    Duration getEpochDuration();

    /** Returns the object store of cold pages, or null without one. */
    String getStoreUri();

    /** Returns the number of a returning user's last transactions that are read into memory. */
    int getWarmHistory();

    /** Returns the clock by which epochs are issued. */
    Clock getClock();
}
