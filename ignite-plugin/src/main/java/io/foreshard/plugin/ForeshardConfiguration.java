package io.foreshard.plugin;

import io.foreshard.plugin.ingest.IngestionSettings;
import io.foreshard.plugin.prediction.TrainingSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.plugin.PluginConfiguration;

/**
 * The settings of Foreshard on a node: give it to {@code IgniteConfiguration.setPluginConfigurations}. A node without it does
 * not use the plugin.
 *
 * <p>{@code partitions} and {@code epochDuration} must be the same on all nodes for ever; a node that differs is refused. Read
 * once, when the node starts. Not thread-safe.
 */
public final class ForeshardConfiguration implements PluginConfiguration, IngestionSettings, TrainingSettings {
    private int partitions = Settings.PARTITIONS.initial();
    private int backups = Settings.BACKUPS.initial();
    private CacheAtomicityMode atomicityMode = Settings.ATOMICITY_MODE.initial();
    private Duration epochDuration = Settings.EPOCH_DURATION.initial();
    private int recordBytes = Settings.RECORD_BYTES.initial();
    private Duration retryHorizon = Settings.RETRY_HORIZON.initial();
    private String storeUri = Settings.STORE_URI.initial();
    private String s3Endpoint = Settings.S3_ENDPOINT.initial();
    private Duration coldAfter = Settings.COLD_AFTER.initial();
    private int warmHistory = Settings.WARM_HISTORY.initial();
    private Duration trainingInterval = Settings.TRAINING_INTERVAL.initial();
    private long shardBytes = Settings.SHARD_BYTES.initial();
    private int shardOperationsPerSecond = Settings.SHARD_OPERATIONS_PER_SECOND.initial();
    private String metricsHost = Settings.METRICS_HOST.initial();
    private int metricsPort = Settings.METRICS_PORT.initial();
    private Clock clock = Settings.CLOCK.initial();

    /** Number of partitions of the map: a power of two, 64 to 8192, default 1024. */
    public ForeshardConfiguration setPartitions(int partitions) {
        this.partitions = partitions;
        return this;
    }

    /** Returns the number of partitions. */
    @Override
    public int getPartitions() {
        return partitions;
    }

    /** Copies of a transaction beside the primary, 0 or more, default 1. */
    public ForeshardConfiguration setBackups(int backups) {
        this.backups = backups;
        return this;
    }

    /** Returns the number of backups. */
    public int getBackups() {
        return backups;
    }

    /** Whether the records of a transaction are written all or none (TRANSACTIONAL, the default) or one by one (ATOMIC). */
    public ForeshardConfiguration setAtomicityMode(CacheAtomicityMode atomicityMode) {
        this.atomicityMode = atomicityMode;
        return this;
    }

    /** Returns the atomicity of the transaction cache. */
    public CacheAtomicityMode getAtomicityMode() {
        return atomicityMode;
    }

    /** How long an epoch lasts, at least one hour, default 30 days; partitions of past epochs take no new rows. */
    public ForeshardConfiguration setEpochDuration(Duration epochDuration) {
        this.epochDuration = epochDuration;
        return this;
    }

    /** Returns the duration of an epoch. */
    @Override
    public Duration getEpochDuration() {
        return epochDuration;
    }

    /** Bytes of payload in one record, 256 to 1048576, default 2800: a record with its row fits a page of 4 KiB. */
    public ForeshardConfiguration setRecordBytes(int recordBytes) {
        this.recordBytes = recordBytes;
        return this;
    }

    /** Returns the bytes of payload in one record. */
    @Override
    public int getRecordBytes() {
        return recordBytes;
    }

    /** Time from the issue of a transaction's id during which a retry is recognised, PT1M to P30D, default 24 hours. */
    public ForeshardConfiguration setRetryHorizon(Duration retryHorizon) {
        this.retryHorizon = retryHorizon;
        return this;
    }

    /** Returns the time during which a retry is recognised. */
    @Override
    public Duration getRetryHorizon() {
        return retryHorizon;
    }

    /** Store of cold pages: {@code dir:/path} or {@code s3://bucket/prefix}; none by default, then nothing leaves. */
    public ForeshardConfiguration setStoreUri(String storeUri) {
        this.storeUri = storeUri;
        return this;
    }

    /** Returns the store of cold pages, or null. */
    @Override
    public String getStoreUri() {
        return storeUri;
    }

    /** URL of an S3-compatible service that holds the bucket of the {@code storeUri}; none by default, then it is AWS. */
    public ForeshardConfiguration setS3Endpoint(String s3Endpoint) {
        this.s3Endpoint = s3Endpoint;
        return this;
    }

    /** Returns the URL of the S3 service, or null. */
    public String getS3Endpoint() {
        return s3Endpoint;
    }

    /** A partition nobody accessed for this long leaves by itself; none by default, then partitions leave on command. */
    public ForeshardConfiguration setColdAfter(Duration coldAfter) {
        this.coldAfter = coldAfter;
        return this;
    }

    /** Returns the age at which partitions leave, or null if they leave on command only. */
    public Duration getColdAfter() {
        return coldAfter;
    }

    /** Last transactions of a returning user that the servers read into memory when a session begins, 0 to 32, default 10. */
    public ForeshardConfiguration setWarmHistory(int warmHistory) {
        this.warmHistory = warmHistory;
        return this;
    }

    /** Returns the last transactions that are read into memory for a returning user. */
    @Override
    public int getWarmHistory() {
        return warmHistory;
    }

    /** Pause between two trainings of the model, at least one second, default one minute; zero trains none. */
    public ForeshardConfiguration setTrainingInterval(Duration trainingInterval) {
        this.trainingInterval = trainingInterval;
        return this;
    }

    /** Returns the pause between two trainings. */
    @Override
    public Duration getTrainingInterval() {
        return trainingInterval;
    }

    /** Bytes above which a shard is split, at least 65536, default 1 GiB. */
    public ForeshardConfiguration setShardBytes(long shardBytes) {
        this.shardBytes = shardBytes;
        return this;
    }

    /** Returns the bytes above which a shard is split. */
    public long getShardBytes() {
        return shardBytes;
    }

    /** Reads and writes per second above which a shard is split, default 2000. */
    public ForeshardConfiguration setShardOperationsPerSecond(int shardOperationsPerSecond) {
        this.shardOperationsPerSecond = shardOperationsPerSecond;
        return this;
    }

    /** Returns the reads and writes per second above which a shard is split. */
    public int getShardOperationsPerSecond() {
        return shardOperationsPerSecond;
    }

    /** Address the metrics are served on, default localhost. */
    public ForeshardConfiguration setMetricsHost(String metricsHost) {
        this.metricsHost = metricsHost;
        return this;
    }

    /** Returns the address of the metrics. */
    public String getMetricsHost() {
        return metricsHost;
    }

    /** Port of {@code /metrics}, 1 to 65535, or 0 (the default) to serve none. */
    public ForeshardConfiguration setMetricsPort(int metricsPort) {
        this.metricsPort = metricsPort;
        return this;
    }

    /** Returns the port of the metrics, 0 if they are off. */
    public int getMetricsPort() {
        return metricsPort;
    }

    /** The time of events, epochs and ages; the system's clock in UTC unless a replay sets another. */
    public ForeshardConfiguration setClock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** Returns the clock. */
    @Override
    public Clock getClock() {
        return clock;
    }

    /**
     * Checks all settings and reports all problems at once.
     *
     * @throws IllegalArgumentException if there is a problem, with a sentence for each
     */
    public void validate() {
        List<String> problems = new ArrayList<>();
        for (Setting<?> setting : Settings.ALL) {
            String problem = setting.problem(this);
            if (problem != null) {
                problems.add(problem);
            }
        }
        if (coldAfter != null && storeUri == null) {
            problems.add("coldAfter needs a storeUri: without a store nothing can leave");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "The configuration of Foreshard is wrong: " + String.join("; ", problems) + ".");
        }
    }
}
