package io.foreshard.plugin;

import io.foreshard.affinity.BehavioralAffinityFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.ignite.cache.CacheAtomicityMode;

/** All settings of the plugin, each declared once; the checks and {@code docs/configuration.md} come from here. */
public final class Settings {
    static final Setting<Integer> PARTITIONS = new Setting<>(
            "partitions",
            Integer.class,
            BehavioralAffinityFunction.DEFAULT_PARTITIONS,
            true,
            count -> count >= BehavioralAffinityFunction.MIN_PARTITIONS
                    && count <= BehavioralAffinityFunction.MAX_PARTITIONS
                    && Integer.bitCount(count) == 1,
            "a power of two from 64 to 8192",
            "Partitions of the transaction table and of tables from the template. Cannot be changed later.",
            ForeshardConfiguration::getPartitions);

    static final Setting<Duration> EPOCH_DURATION = new Setting<>(
            "epochDuration",
            Duration.class,
            Duration.ofDays(30),
            true,
            duration -> duration.compareTo(Duration.ofHours(1)) >= 0,
            "a duration of at least PT1H",
            "How long new rows go to the same set of partitions; those of past epochs take none. Cannot be changed later.",
            ForeshardConfiguration::getEpochDuration);

    static final Setting<Integer> BACKUPS = new Setting<>(
            "backups",
            Integer.class,
            1,
            false,
            count -> count >= 0,
            "0 or more copies",
            "Copies of a row beside its primary. Ignite itself refuses a node that differs.",
            ForeshardConfiguration::getBackups);

    static final Setting<CacheAtomicityMode> ATOMICITY_MODE = new Setting<>(
            "atomicityMode",
            CacheAtomicityMode.class,
            CacheAtomicityMode.TRANSACTIONAL,
            false,
            mode -> true,
            "TRANSACTIONAL or ATOMIC",
            "Whether the records of a transaction are written all or none (TRANSACTIONAL) or one by one (ATOMIC).",
            ForeshardConfiguration::getAtomicityMode);

    static final Setting<Integer> RECORD_BYTES = new Setting<>(
            "recordBytes",
            Integer.class,
            2800,
            false,
            bytes -> bytes >= 256 && bytes <= 1 << 20,
            "from 256 to 1048576 bytes",
            "Most payload in one record; longer payloads are split evenly. A record of the default fits a page of 4 KiB.",
            ForeshardConfiguration::getRecordBytes);

    static final Setting<Duration> RETRY_HORIZON = new Setting<>(
            "retryHorizon",
            Duration.class,
            Duration.ofHours(24),
            false,
            horizon -> horizon.compareTo(Duration.ofMinutes(1)) >= 0 && horizon.compareTo(Duration.ofDays(30)) <= 0,
            "a duration from PT1M to P30D",
            "Time from the issue of a transaction's id during which a retry is recognised. Use the same on all nodes.",
            ForeshardConfiguration::getRetryHorizon);

    static final Setting<String> STORE_URI = new Setting<>(
            "storeUri",
            String.class,
            null,
            false,
            uri -> uri.startsWith("dir:") || uri.startsWith("s3://"),
            "`dir:/path` or `s3://bucket/prefix`",
            "Object store of cold pages. Without it nothing leaves the node. S3 takes credentials and region from where the AWS "
                    + "SDK finds them: system properties, environment, profile, instance.",
            ForeshardConfiguration::getStoreUri);

    static final Setting<String> S3_ENDPOINT = new Setting<>(
            "s3Endpoint",
            String.class,
            null,
            false,
            url -> url.startsWith("http://") || url.startsWith("https://"),
            "an http or https URL",
            "Endpoint of an S3-compatible service, addressed by path; without it S3 is that of AWS. Region us-east-1 unless "
                    + "system properties, environment or profile name one.",
            ForeshardConfiguration::getS3Endpoint);

    static final Setting<Duration> COLD_AFTER = new Setting<>(
            "coldAfter",
            Duration.class,
            null,
            false,
            age -> !age.isNegative() && !age.isZero(),
            "a duration above zero, with a storeUri",
            "Age since the last access at which a partition of a table placed by profile id leaves by itself, each copy by its own accesses. Without it partitions leave on command.",
            ForeshardConfiguration::getColdAfter);

    static final Setting<Integer> WARM_HISTORY = new Setting<>(
            "warmHistory",
            Integer.class,
            10,
            false,
            count -> count >= 0 && count <= 32,
            "from 0 to 32 transactions",
            "Last transactions of a returning user that the servers read into memory when a session begins; 0 reads none. "
                    + "Without a storeUri it has nothing to do.",
            ForeshardConfiguration::getWarmHistory);

    static final Setting<Duration> TRAINING_INTERVAL = new Setting<>(
            "trainingInterval",
            Duration.class,
            Duration.ofMinutes(1),
            false,
            pause -> pause.isZero() || pause.compareTo(Duration.ofSeconds(1)) >= 0,
            "a duration of at least PT1S, or PT0S for no training",
            "Pause between two trainings of the model of the next action, on one server.",
            ForeshardConfiguration::getTrainingInterval);

    static final Setting<Long> SHARD_BYTES = new Setting<>(
            "shardBytes",
            Long.class,
            1L << 30,
            false,
            bytes -> bytes >= 1 << 16,
            "at least 65536 bytes",
            "Size above which a shard is split; two shards merge below a quarter of it.",
            ForeshardConfiguration::getShardBytes);

    static final Setting<Integer> SHARD_OPERATIONS_PER_SECOND = new Setting<>(
            "shardOperationsPerSecond",
            Integer.class,
            2_000,
            false,
            rate -> rate > 0,
            "above 0",
            "Reads and writes per second above which a shard is split; two shards merge below a quarter of it.",
            ForeshardConfiguration::getShardOperationsPerSecond);

    static final Setting<String> METRICS_HOST = new Setting<>(
            "metricsHost",
            String.class,
            "localhost",
            false,
            host -> !host.isBlank(),
            "a host name or an address",
            "Where `/metrics` listens.",
            ForeshardConfiguration::getMetricsHost);

    static final Setting<Integer> METRICS_PORT = new Setting<>(
            "metricsPort",
            Integer.class,
            0,
            false,
            port -> port >= 0 && port <= 65_535,
            "a port from 1 to 65535, or 0 for off",
            "Port of `/metrics`.",
            ForeshardConfiguration::getMetricsPort);

    static final Setting<Clock> CLOCK = new Setting<>(
            "clock",
            Clock.class,
            Clock.systemUTC(),
            false,
            clock -> true,
            "a clock",
            "The time of epochs and ages; a replay sets another one.",
            ForeshardConfiguration::getClock);

    public static final List<Setting<?>> ALL = List.of(
            PARTITIONS,
            EPOCH_DURATION,
            BACKUPS,
            ATOMICITY_MODE,
            RECORD_BYTES,
            RETRY_HORIZON,
            STORE_URI,
            S3_ENDPOINT,
            COLD_AFTER,
            WARM_HISTORY,
            TRAINING_INTERVAL,
            SHARD_BYTES,
            SHARD_OPERATIONS_PER_SECOND,
            METRICS_HOST,
            METRICS_PORT,
            CLOCK);

    private static final String INTRODUCTION =
            """
            # Configuration

            The properties of the bean `io.foreshard.plugin.ForeshardConfiguration`, which goes into
            `IgniteConfiguration.pluginConfigurations` of every server and every thick client. A node reads them once, when
            it starts, and reports everything that is wrong at once. This page is generated from the declarations in
            `Settings.java`; a test fails when it differs.

            | property | type | default | must be | same on all nodes | what it does |
            |---|---|---|---|---|---|
            """;

    private Settings() {}

    /** Returns the content of {@code docs/configuration.md}. */
    static String document() {
        return ALL.stream().map(Setting::row).collect(Collectors.joining("\n", INTRODUCTION, "\n"));
    }
}
