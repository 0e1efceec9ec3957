package io.foreshard.plugin;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.key.ProfileLayout;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.plugin.PluginConfiguration;

/**
 * The settings of Foreshard on a node: give it to {@code IgniteConfiguration.setPluginConfigurations}. A node without it does
 * not use the plugin.
 *
 * <p>{@code partitions} and {@code epochDuration} must be the same on all nodes for ever; a node that differs is refused. Read
 * once, when the node starts. Not thread-safe.
 */
public final class ForeshardConfiguration implements PluginConfiguration {
    /** Longest payload that shares a page of 4 KiB with its row's other columns and headers. */
    public static final int DEFAULT_RECORD_BYTES = 2800;

    private static final Duration DEFAULT_EPOCH = Duration.ofDays(30);
    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int MAX_PORT = 65_535;

    private int partitions = BehavioralAffinityFunction.DEFAULT_PARTITIONS;
    private int backups = 1;
    private CacheAtomicityMode atomicityMode = CacheAtomicityMode.TRANSACTIONAL;
    private Duration epochDuration = DEFAULT_EPOCH;
    private int recordBytes = DEFAULT_RECORD_BYTES;
    private String storeUri;
    private String s3Endpoint;
    private Duration coldAfter;
    private String metricsHost = "localhost";
    private int metricsPort;
    private Clock clock = Clock.systemUTC();

    /** Number of partitions of the map: a power of two, 64 to 8192, default 1024. */
    public ForeshardConfiguration setPartitions(int partitions) {
        this.partitions = partitions;
        return this;
    }

    /** Returns the number of partitions. */
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
    public Duration getEpochDuration() {
        return epochDuration;
    }

    /** Bytes of payload in one record, 256 to 1048576, default 2800: a record with its row fits a page of 4 KiB. */
    public ForeshardConfiguration setRecordBytes(int recordBytes) {
        this.recordBytes = recordBytes;
        return this;
    }

    /** Returns the bytes of payload in one record. */
    public int getRecordBytes() {
        return recordBytes;
    }

    /** Store of cold pages: {@code dir:/path} or {@code s3://bucket/prefix}; none by default, then nothing leaves. */
    public ForeshardConfiguration setStoreUri(String storeUri) {
        this.storeUri = storeUri;
        return this;
    }

    /** Returns the store of cold pages, or null. */
    public String getStoreUri() {
        return storeUri;
    }

    /** URL of an S3-compatible service; the AWS service of the region by default. */
    public ForeshardConfiguration setS3Endpoint(String s3Endpoint) {
        this.s3Endpoint = s3Endpoint;
        return this;
    }

    /** Returns the URL of the S3 service, or null. */
    public String getS3Endpoint() {
        return s3Endpoint;
    }

    /** A partition nobody accessed for this long leaves by itself; off by default. */
    public ForeshardConfiguration setColdAfter(Duration coldAfter) {
        this.coldAfter = coldAfter;
        return this;
    }

    /** Returns the age at which partitions leave, or null if they leave on command only. */
    public Duration getColdAfter() {
        return coldAfter;
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
    public Clock getClock() {
        return clock;
    }

    /** Returns what all nodes must agree on, as one readable line. */
    String map() {
        return "partitions " + partitions + ", epoch " + epochDuration + ", layout [" + ProfileLayout.transactions()
                + "]";
    }

    /**
     * Checks all settings and reports all problems at once.
     *
     * @throws IllegalArgumentException if there is a problem, with a sentence for each
     */
    void validate() {
        List<String> problems = new ArrayList<>();
        require(
                problems,
                partitions >= BehavioralAffinityFunction.MIN_PARTITIONS
                        && partitions <= BehavioralAffinityFunction.MAX_PARTITIONS
                        && Integer.bitCount(partitions) == 1,
                "partitions must be a power of two from 64 to 8192, but is " + partitions);
        require(problems, backups >= 0, "backups must not be negative, but is " + backups);
        require(problems, atomicityMode != null, "atomicityMode must be TRANSACTIONAL or ATOMIC");
        require(
                problems,
                epochDuration != null && epochDuration.compareTo(Duration.ofHours(1)) >= 0,
                "epochDuration must be at least PT1H, but is " + epochDuration);
        require(
                problems,
                recordBytes >= 256 && recordBytes <= MAX_RECORD_BYTES,
                "recordBytes must be from 256 to " + MAX_RECORD_BYTES + ", but is " + recordBytes);
        require(
                problems,
                coldAfter == null || storeUri != null,
                "coldAfter needs a storeUri: without a store nothing can leave");
        require(
                problems,
                coldAfter == null || !coldAfter.isNegative() && !coldAfter.isZero(),
                "coldAfter must be positive, but is " + coldAfter);
        require(
                problems,
                metricsPort >= 0 && metricsPort <= MAX_PORT,
                "metricsPort must be from 0 to " + MAX_PORT + ", but is " + metricsPort);
        require(problems, metricsHost != null && !metricsHost.isBlank(), "metricsHost must be an address");
        require(problems, Objects.nonNull(clock), "clock must be set");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "The configuration of Foreshard is wrong: " + String.join("; ", problems) + ".");
        }
    }

    private static void require(List<String> problems, boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
