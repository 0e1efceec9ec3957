package io.foreshard.plugin;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.table.NodeTables;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.PluginConfiguration;

/**
 * The settings of Foreshard on a node, passed to {@code IgniteConfiguration.setPluginConfigurations}. A node without them does not
 * use the plugin.
 *
 * <p>This bean holds the settings of the partition map; a nested bean holds those of each part. The parts read them once, when the
 * node starts. In Spring XML every property takes text: {@code P60D}, {@code 64MiB}, {@code transactional}. Not thread-safe.
 */
public final class ForeshardConfiguration extends SettingGroup implements PluginConfiguration, NodeTables.Named {
    /** Number of partitions. */
    public static final Setting<Integer> PARTITIONS = Setting.of(
                    "partitions",
                    SettingType.INTEGER,
                    BehavioralAffinityFunction.DEFAULT_PARTITIONS,
                    "Partitions of the transaction table and of tables from the template.")
            .mustBe(
                    "a power of two from 64 to 8192",
                    count -> count >= BehavioralAffinityFunction.MIN_PARTITIONS
                            && count <= BehavioralAffinityFunction.MAX_PARTITIONS
                            && Integer.bitCount(count) == 1)
            .sameOn(Setting.Sameness.NODES_PERMANENTLY);

    /** Duration of an epoch. */
    public static final Setting<Duration> EPOCH_DURATION = Setting.of(
                    "epochDuration",
                    SettingType.DURATION,
                    Duration.ofDays(30),
                    "Duration of an epoch: new rows go only to the partitions of the current epoch. After 15 epochs the first partitions are used again.")
            .mustBe("a duration of at least PT1H", duration -> duration.compareTo(Duration.ofHours(1)) >= 0)
            .sameOn(Setting.Sameness.SERVERS_PERMANENTLY);

    /** Prefix of the names of the tables. */
    public static final Setting<String> NAME_PREFIX = Setting.of(
                    "namePrefix",
                    SettingType.TEXT,
                    TableNames.DEFAULT_PREFIX,
                    "Prefix of the plugin's caches, name of its cache group and template, and in upper case its SQL schema.")
            .mustBe("1 to 32 lower-case letters, digits and underscores that begin with a letter", TableNames::isPrefix)
            .sameOn(Setting.Sameness.NODES_PERMANENTLY);

    /** Copies of a row beside its primary. */
    public static final Setting<Integer> BACKUPS = Setting.of(
                    "backups", SettingType.INTEGER, 1, "Copies of a row beside its primary.")
            .mustBe("0 or more copies", count -> count >= 0)
            .sameOn(Setting.Sameness.SERVERS);

    /** Atomicity of the transaction table. */
    public static final Setting<CacheAtomicityMode> ATOMICITY_MODE = Setting.of(
                    "atomicityMode",
                    SettingType.names(CacheAtomicityMode.class),
                    CacheAtomicityMode.TRANSACTIONAL,
                    "`transactional` writes all records of a transaction or none; `atomic` writes them one by one.")
            .sameOn(Setting.Sameness.SERVERS);

    /** Payload of one record. */
    public static final Setting<Integer> RECORD_BYTES = Setting.of(
                    "recordBytes",
                    SettingType.INTEGER,
                    2800,
                    "Maximum payload of one record; longer payloads are split evenly. A record of the default size fits a page of 4 KiB.")
            .mustBe("from 256 to 1048576 bytes", bytes -> bytes >= 256 && bytes <= 1 << 20)
            .sameOn(Setting.Sameness.SERVERS);

    private TierConfiguration tier = new TierConfiguration();
    private IngestionConfiguration ingestion = new IngestionConfiguration();
    private ShardingConfiguration sharding = new ShardingConfiguration();
    private PredictionConfiguration prediction = new PredictionConfiguration();
    private MetricsConfiguration metrics = new MetricsConfiguration();
    private Clock clock = Clock.systemUTC();

    /** Returns the configuration of the plugin in the configuration of a node; empty if the node does not use the plugin. */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin in XML
    public static Optional<ForeshardConfiguration> find(IgniteConfiguration ignite) {
        PluginConfiguration[] plugins = ignite.getPluginConfigurations();
        return plugins == null
                ? Optional.empty()
                : Arrays.stream(plugins)
                        .filter(ForeshardConfiguration.class::isInstance)
                        .map(ForeshardConfiguration.class::cast)
                        .findFirst();
    }

    /**
     * Returns the configuration of the plugin on a running node.
     *
     * @throws IllegalStateException if the node does not use the plugin
     */
    public static ForeshardConfiguration of(Ignite ignite) {
        return find(ignite.configuration())
                .orElseThrow(() -> new IllegalStateException("This node does not use Foreshard: add a "
                        + "ForeshardConfiguration to IgniteConfiguration.pluginConfigurations."));
    }

    /** Sets the number of partitions: a power of two, 64 to 8192, default 1024. Cannot be changed later. */
    public ForeshardConfiguration setPartitions(int partitions) {
        put(PARTITIONS, partitions);
        return this;
    }

    /** Sets the number of partitions as text. */
    public ForeshardConfiguration setPartitions(String partitions) {
        put(PARTITIONS, partitions);
        return this;
    }

    /** Returns the number of partitions as text. */
    public String getPartitions() {
        return text(PARTITIONS);
    }

    /**
     * Sets the prefix of the names of the plugin's caches and of its SQL schema, default {@code foreshard}; see {@link TableNames}. Cannot be changed
     * later.
     */
    public ForeshardConfiguration setNamePrefix(String namePrefix) {
        put(NAME_PREFIX, namePrefix);
        return this;
    }

    /** Returns the prefix of the names. */
    public String getNamePrefix() {
        return text(NAME_PREFIX);
    }

    /** Returns the names of the plugin's caches and of its SQL schema. */
    @Override
    public TableNames tableNames() {
        return TableNames.of(get(NAME_PREFIX));
    }

    /** Sets the copies of a row beside its primary, 0 or more, default 1. */
    public ForeshardConfiguration setBackups(int backups) {
        put(BACKUPS, backups);
        return this;
    }

    /** Sets the copies of a row beside its primary as text. */
    public ForeshardConfiguration setBackups(String backups) {
        put(BACKUPS, backups);
        return this;
    }

    /** Returns the copies of a row beside its primary as text. */
    public String getBackups() {
        return text(BACKUPS);
    }

    /** Sets the atomicity: TRANSACTIONAL (the default) writes all records of a transaction or none, ATOMIC writes them one by one. */
    public ForeshardConfiguration setAtomicityMode(CacheAtomicityMode atomicityMode) {
        put(ATOMICITY_MODE, atomicityMode);
        return this;
    }

    /** Sets the atomicity as text: {@code transactional} or {@code atomic}. */
    public ForeshardConfiguration setAtomicityMode(String atomicityMode) {
        put(ATOMICITY_MODE, atomicityMode);
        return this;
    }

    /** Returns the atomicity as text. */
    public String getAtomicityMode() {
        return text(ATOMICITY_MODE);
    }

    /** Sets the duration of an epoch, at least one hour, default 30 days. Cannot be changed later. */
    public ForeshardConfiguration setEpochDuration(Duration epochDuration) {
        put(EPOCH_DURATION, epochDuration);
        return this;
    }

    /** Sets the duration of an epoch as text, such as {@code P30D}. */
    public ForeshardConfiguration setEpochDuration(String epochDuration) {
        put(EPOCH_DURATION, epochDuration);
        return this;
    }

    /** Returns the duration of an epoch as text. */
    public String getEpochDuration() {
        return text(EPOCH_DURATION);
    }

    /** Sets the maximum payload of one record in bytes, 256 to 1048576, default 2800. */
    public ForeshardConfiguration setRecordBytes(int recordBytes) {
        put(RECORD_BYTES, recordBytes);
        return this;
    }

    /** Sets the maximum payload of one record in bytes as text. */
    public ForeshardConfiguration setRecordBytes(String recordBytes) {
        put(RECORD_BYTES, recordBytes);
        return this;
    }

    /** Returns the maximum payload of one record in bytes as text. */
    public String getRecordBytes() {
        return text(RECORD_BYTES);
    }

    /** Sets the settings of tiered storage. */
    public ForeshardConfiguration setTier(TierConfiguration tier) {
        this.tier = Objects.requireNonNull(tier, "tier");
        return this;
    }

    /** Returns the settings of tiered storage, to read or to change. */
    public TierConfiguration getTier() {
        return tier;
    }

    /** Sets the settings of ingestion. */
    public ForeshardConfiguration setIngestion(IngestionConfiguration ingestion) {
        this.ingestion = Objects.requireNonNull(ingestion, "ingestion");
        return this;
    }

    /** Returns the settings of ingestion, to read or to change. */
    public IngestionConfiguration getIngestion() {
        return ingestion;
    }

    /** Sets the settings of shard planning. */
    public ForeshardConfiguration setSharding(ShardingConfiguration sharding) {
        this.sharding = Objects.requireNonNull(sharding, "sharding");
        return this;
    }

    /** Returns the settings of shard planning, to read or to change. */
    public ShardingConfiguration getSharding() {
        return sharding;
    }

    /** Sets the settings of prediction. */
    public ForeshardConfiguration setPrediction(PredictionConfiguration prediction) {
        this.prediction = Objects.requireNonNull(prediction, "prediction");
        return this;
    }

    /** Returns the settings of prediction, to read or to change. */
    public PredictionConfiguration getPrediction() {
        return prediction;
    }

    /** Sets the settings of the metrics port. */
    public ForeshardConfiguration setMetrics(MetricsConfiguration metrics) {
        this.metrics = Objects.requireNonNull(metrics, "metrics");
        return this;
    }

    /** Returns the settings of the metrics port, to read or to change. */
    public MetricsConfiguration getMetrics() {
        return metrics;
    }

    /**
     * Replaces the system's clock, for replays and tests. Epochs, idle times and the age of the model are measured with it. The clock is a component,
     * not a setting.
     */
    public ForeshardConfiguration setClock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Returns the clock of epochs, idle times and the age of the model. */
    public Clock clock() {
        return clock;
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(PARTITIONS, EPOCH_DURATION, NAME_PREFIX, BACKUPS, ATOMICITY_MODE, RECORD_BYTES);
    }

    /** Returns all beans by the prefix of the names of their settings, in the order of the documentation. */
    Map<String, SettingGroup> groups() {
        Map<String, SettingGroup> groups = new LinkedHashMap<>();
        groups.put("", this);
        groups.put("tier.", tier);
        groups.put("tier.s3.", tier.getS3());
        groups.put("ingestion.", ingestion);
        groups.put("sharding.", sharding);
        groups.put("prediction.", prediction);
        groups.put("metrics.", metrics);
        return groups;
    }

    /** Returns the settings that must be the same on the given nodes: their values as texts by key. Unset ones are left out. */
    public Map<String, String> sameOn(Setting.Sameness... nodes) {
        List<Setting.Sameness> wanted = List.of(nodes);
        Map<String, String> texts = new LinkedHashMap<>();
        groups().forEach((prefix, group) -> group.settings().stream()
                .filter(setting -> wanted.contains(setting.sameness()) && group.text(setting) != null)
                .forEach(setting -> texts.put(prefix + setting.name(), group.text(setting))));
        return texts;
    }

    /**
     * Checks all settings.
     *
     * @throws IllegalArgumentException if values are wrong; the message names each of them
     */
    public void validate() {
        List<String> problems = new ArrayList<>();
        groups().forEach((prefix, group) -> group.addProblems(prefix, problems));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Correct the ForeshardConfiguration of this node: "
                    + String.join("; ", problems).replace("`", "") + ".");
        }
    }
}
