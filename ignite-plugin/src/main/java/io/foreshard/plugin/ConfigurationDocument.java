package io.foreshard.plugin;

import java.util.stream.Collectors;

/** The content of {@code docs/configuration.md}, made from the declarations of the settings. */
final class ConfigurationDocument {
    private static final String INTRODUCTION =
            """
            # Configuration

            Add the bean `io.foreshard.plugin.ForeshardConfiguration` to `IgniteConfiguration.pluginConfigurations` of
            every server and every thick client. It has one nested bean for each part. A node reads them once, when it
            starts, and reports all wrong values in one error. This page is generated from the declarations beside the
            properties; a test fails when it differs.

            In Spring XML and in Java every property takes text; in Java there is also a setter for the type (`Duration`,
            `long`, `int`, an enum). An empty text restores the default, so a placeholder may be empty.

            ```xml
            <bean class="io.foreshard.plugin.ForeshardConfiguration">
              <property name="partitions" value="1024"/>
              <property name="tier">
                <bean class="io.foreshard.plugin.TierConfiguration">
                  <property name="storeUri" value="s3://bucket/prefix"/>
                  <property name="coldAfter" value="P60D"/>
                </bean>
              </property>
              <property name="sharding.splitBytes" value="512MiB"/>
            </bean>
            ```

            ```java
            new ForeshardConfiguration()
                .setPartitions(1024)
                .setTier(new TierConfiguration().setStoreUri("s3://bucket/prefix").setColdAfter(Duration.ofDays(60)));
            ```

            The column "same on" names the nodes on which a value must be the same: a node with another value cannot join.
            "Permanently" means that the value cannot change while there is data.
            """;

    private static final String HEADER =
            """
            | property | type | default | must be | same on | description |
            |---|---|---|---|---|---|
            """;

    private ConfigurationDocument() {}

    static String text() {
        return new ForeshardConfiguration()
                .groups().entrySet().stream()
                        .map(entry -> section(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("", INTRODUCTION, ""));
    }

    private static String section(String prefix, SettingGroup group) {
        String title = prefix.isEmpty()
                ? "The partition map"
                : "`" + prefix.substring(0, prefix.length() - 1) + "`: "
                        + group.getClass().getSimpleName();
        return "\n## " + title + "\n\n"
                + group.settings().stream().map(Setting::row).collect(Collectors.joining("\n", HEADER, "\n"));
    }
}
