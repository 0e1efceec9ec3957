package io.foreshard.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreshard.profile.RecentColumns;
import io.foreshard.shard.balance.Mode;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.FileSystemXmlApplicationContext;

/** Every declared setting is set from Java and from Spring XML; one without a setter for text cannot be added. */
class SettingsTest {
    /** Values other than the defaults, as text and as Java values. A new setting needs a line here. */
    private static final Map<String, Map.Entry<String, Object>> SAMPLES = new TreeMap<>(Map.ofEntries(
            sample("partitions", "128", 128),
            sample("epochDuration", "P14D", Duration.ofDays(14)),
            sample("namePrefix", "shop", "shop"),
            sample("backups", "2", 2),
            sample("atomicityMode", "atomic", CacheAtomicityMode.ATOMIC),
            sample("recordBytes", "1000", 1000),
            sample("tier.storeUri", "s3://bucket/prefix", "s3://bucket/prefix"),
            sample("tier.requestDeadline", "PT20S", Duration.ofSeconds(20)),
            sample("tier.encryptionKeys", "file:/keys", "file:/keys"),
            sample("tier.s3.endpoint", "http://localhost:9000", "http://localhost:9000"),
            sample("tier.s3.region", "eu-central-1", "eu-central-1"),
            sample("tier.s3.pathStyle", "true", true),
            sample("tier.s3.proxy", "http://localhost:3128", "http://localhost:3128"),
            sample("tier.s3.connectTimeout", "PT2S", Duration.ofSeconds(2)),
            sample("tier.s3.requestChecksums", "when_required", "when_required"),
            sample("tier.s3.responseChecksums", "when_required", "when_required"),
            sample("tier.s3.encryption", "aws:kms", "aws:kms"),
            sample("tier.s3.kmsKeyId", "alias/foreshard", "alias/foreshard"),
            sample("tier.s3.bucketKey", "false", false),
            sample("tier.coldAfter", "P60D", Duration.ofDays(60)),
            sample("tier.localBytes", "20GiB", 20L << 30),
            sample("tier.uploadAfter", "PT1M", Duration.ofMinutes(1)),
            sample("tier.garbageGrace", "PT2H", Duration.ofHours(2)),
            sample("tier.imageEvery", "PT6H", Duration.ofHours(6)),
            sample("tier.diskReserve", "64MiB", 64L << 20),
            sample("tier.fetchUnit", "128KiB", 128L << 10),
            sample("tier.objectBytes", "4MiB", 4L << 20),
            sample("tier.readahead", "2MiB", 2L << 20),
            sample("ingestion.retryHorizon", "P2D", Duration.ofDays(2)),
            sample("ingestion.warmHistory", "3", 3),
            sample("ingestion.recentTransactions", "20", 20),
            sample("ingestion.recentColumns", "time,amount", RecentColumns.parse("time,amount")),
            sample("sharding.mode", "auto", Mode.AUTO),
            sample("sharding.splitBytes", "64MiB", 64L << 20),
            sample("sharding.splitOperationsPerSecond", "100", 100),
            sample("sharding.mergeAfter", "PT1M", Duration.ofMinutes(1)),
            sample("sharding.failureDomain", "rack-1", "rack-1"),
            sample("sharding.maxMoveBytesPerSecond", "32MiB", 32L << 20),
            sample("prediction.trainingInterval", "PT30S", Duration.ofSeconds(30)),
            sample("prediction.trainingCpuPercent", "35", 35),
            sample("prediction.warmObjects", "PRODUCT,STOCK", "PRODUCT,STOCK"),
            sample("metrics.host", "127.0.0.1", "127.0.0.1"),
            sample("metrics.port", "9464", 9464)));

    @TempDir
    private Path directory;

    private static Map.Entry<String, Map.Entry<String, Object>> sample(String key, String text, Object value) {
        return Map.entry(key, Map.entry(text, value));
    }

    private interface Visitor {
        void visit(String key, SettingGroup group, Setting<?> setting) throws Exception;
    }

    private static void visit(ForeshardConfiguration configuration, Visitor visitor) throws Exception {
        for (Map.Entry<String, SettingGroup> group : configuration.groups().entrySet()) {
            for (Setting<?> setting : group.getValue().settings()) {
                visitor.visit(group.getKey() + setting.name(), group.getValue(), setting);
            }
        }
    }

    private static void assertHasSamples(ForeshardConfiguration configuration) throws Exception {
        configuration.validate();
        Map<String, Object> expected = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        visit(configuration, (key, group, setting) -> {
            values.put(key, group.get(setting));
            expected.put(key, SAMPLES.containsKey(key) ? SAMPLES.get(key).getValue() : "no sample");
            assertThat(group.text(setting)).isEqualTo(SAMPLES.get(key).getKey());
        });
        assertThat(values).isEqualTo(expected).hasSameSizeAs(SAMPLES);
    }

    @Test
    void setter_ofTheType_setsEverySetting() throws Exception {
        ForeshardConfiguration configuration = new ForeshardConfiguration();
        visit(configuration, (key, group, setting) -> {
            Class<?> type = setting.type().javaType();
            Method setter = Arrays.stream(group.getClass().getMethods())
                    .filter(method -> method.getName().equalsIgnoreCase("set" + setting.name()))
                    .filter(method -> boxed(method.getParameterTypes()[0]) == type)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(key + " has no setter for " + type));
            setter.invoke(group, SAMPLES.get(key).getValue());
        });

        assertHasSamples(configuration);
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    @Test
    void springXml_nestedBeans_setsEverySetting() throws Exception {
        assertHasSamples(fromXml(nestedBeans()));
    }

    @Test
    void springXml_propertyPaths_setsEverySetting() throws Exception {
        StringBuilder properties = new StringBuilder();
        SAMPLES.forEach((key, value) -> properties.append(property(key, value.getKey())));

        assertHasSamples(fromXml(properties.toString()));
    }

    private static String property(String name, String text) {
        return "<property name=\"" + name + "\" value=\"" + text + "\"/>\n";
    }

    private static String nestedBeans() throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        visit(new ForeshardConfiguration(), (key, group, setting) -> {
            String prefix = key.substring(0, key.length() - setting.name().length());
            properties.merge(prefix, property(setting.name(), SAMPLES.get(key).getKey()), String::concat);
        });
        Map<String, SettingGroup> groups = new ForeshardConfiguration().groups();
        properties.merge("tier.", bean("s3", groups.get("tier.s3."), properties.remove("tier.s3.")), String::concat);
        StringBuilder xml = new StringBuilder();
        properties.forEach((prefix, text) ->
                xml.append(prefix.isEmpty() ? text : bean(prefix.replace(".", ""), groups.get(prefix), text)));
        return xml.toString();
    }

    private static String bean(String name, SettingGroup group, String properties) {
        return "<property name=\"" + name + "\"><bean class=\""
                + group.getClass().getName() + "\">" + properties + "</bean></property>\n";
    }

    private Path file(String properties) throws Exception {
        return Files.writeString(
                directory.resolve("configuration.xml"),
                """
                <beans xmlns="http://www.springframework.org/schema/beans"
                       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                       xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd">
                <bean id="foreshard" class="io.foreshard.plugin.ForeshardConfiguration">
                """
                        + properties + "</bean></beans>");
    }

    private ForeshardConfiguration fromXml(String properties) throws Exception {
        try (FileSystemXmlApplicationContext context =
                new FileSystemXmlApplicationContext(file(properties).toUri().toString())) {
            return context.getBean(ForeshardConfiguration.class);
        }
    }

    @Test
    void springXml_misspeltKey_namesTheKeyAndTheRightOne() {
        assertThatLastCauseOf(property("partition", "64"))
                .contains("'partition'")
                .contains("Did you mean 'partitions'?");
        assertThatLastCauseOf("<property name=\"tier\"><bean class=\"io.foreshard.plugin.TierConfiguration\">"
                        + property("coldAftr", "P60D") + "</bean></property>")
                .contains("'coldAftr'")
                .contains("Did you mean 'coldAfter'?");
        assertThatLastCauseOf(property("tier.coldAftr", "P60D")).contains("'tier.coldAftr'");
    }

    private org.assertj.core.api.AbstractStringAssert<?> assertThatLastCauseOf(String properties) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> fromXml(properties));
        while (thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        return assertThat(thrown.getMessage());
    }

    @Test
    void validate_wrongTexts_reportsAllInOneSentence() throws Exception {
        ForeshardConfiguration configuration = fromXml(property("partitions", "many")
                + property("epochDuration", "30 days")
                + property("atomicityMode", "maybe")
                + property("tier.coldAfter", "-P1D")
                + property("tier.storeUri", "/objects")
                + property("sharding.splitBytes", "1 GX")
                + property("metrics.port", "70000"));

        assertThatIllegalArgumentException()
                .isThrownBy(configuration::validate)
                .withMessage(
                        "Correct the ForeshardConfiguration of this node: partitions must be a power of two from 64 to 8192, "
                                + "but is \"many\"; epochDuration must be a duration of at least PT1H, but is \"30 days\"; "
                                + "atomicityMode must be transactional or atomic, but is \"maybe\"; "
                                + "tier.storeUri must be dir:/path or s3://bucket/prefix, but is \"/objects\"; "
                                + "tier.coldAfter must be a duration above zero, with tier.storeUri, but is \"-P1D\"; "
                                + "sharding.splitBytes must be at least 64KiB, but is \"1 GX\"; "
                                + "metrics.port must be a port from 1 to 65535, or 0 for off, but is \"70000\".");
    }

    @Test
    void validate_settingsThatExcludeEachOther_namesBoth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForeshardConfiguration()
                        .setTier(new TierConfiguration().setColdAfter("P60D"))
                        .validate())
                .withMessageContaining("tier.coldAfter needs tier.storeUri");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForeshardConfiguration()
                        .setTier(new TierConfiguration()
                                .setStoreUri("dir:/objects")
                                .setS3(new S3Configuration().setEndpoint("http://localhost:9000")))
                        .validate())
                .withMessageContaining("the settings of tier.s3 need an s3:// URI as tier.storeUri");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForeshardConfiguration()
                        .setTier(new TierConfiguration()
                                .setStoreUri("s3://bucket")
                                .setS3(new S3Configuration().setKmsKeyId("key")))
                        .validate())
                .withMessageContaining("need aws:kms as tier.s3.encryption");
    }

    @Test
    void validate_urlWithCredentials_isRefusedWithoutRepeatingThem() {
        ForeshardConfiguration configuration = new ForeshardConfiguration();
        configuration.getTier().setStoreUri("s3://bucket").getS3().setProxy("http://user:secret@proxy:3128");

        assertThatIllegalArgumentException()
                .isThrownBy(configuration::validate)
                .withMessageContaining("tier.s3.proxy must be a URL like http://host:port without credentials")
                .withMessageContaining("http://***@proxy:3128")
                .withMessageNotContaining("secret");
    }

    @Test
    void setter_blankText_restoresTheDefault() throws Exception {
        ForeshardConfiguration configuration = new ForeshardConfiguration().setPartitions(64);
        configuration.setPartitions(" ").getTier().setStoreUri("dir:/objects").setStoreUri("");

        assertThat(configuration.get(ForeshardConfiguration.PARTITIONS)).isEqualTo(1024);
        assertThat(configuration.getTier().getStoreUri()).isNull();
        new ForeshardConfiguration().validate();
    }

    @Test
    void setter_sizesWithUnits_areBytes() {
        ShardingConfiguration sharding = new ShardingConfiguration();
        Map<String, Long> sizes = Map.of(
                "65536",
                65_536L,
                "1GB",
                1_000_000_000L,
                "2 GiB",
                2L << 30,
                "300kb",
                300_000L,
                "1TiB",
                1L << 40,
                "7B",
                7L);

        sizes.forEach((text, bytes) -> assertThat(sharding.setSplitBytes(text).get(ShardingConfiguration.SPLIT_BYTES))
                .isEqualTo(bytes));
    }

    /** A property that is not declared would have no default, no check and no documentation. */
    @Test
    void properties_ofTheBeans_areDeclared() throws Exception {
        for (SettingGroup group : new ForeshardConfiguration().groups().values()) {
            List<String> declared =
                    new ArrayList<>(group.settings().stream().map(Setting::name).toList());
            if (group instanceof ForeshardConfiguration) {
                declared.addAll(List.of("tier", "ingestion", "sharding", "prediction", "metrics"));
            }
            if (group instanceof TierConfiguration) {
                declared.add("s3");
            }
            assertThat(Arrays.stream(Introspector.getBeanInfo(group.getClass(), Object.class)
                                    .getPropertyDescriptors())
                            .map(PropertyDescriptor::getName))
                    .containsExactlyInAnyOrderElementsOf(declared);
        }
    }
}
