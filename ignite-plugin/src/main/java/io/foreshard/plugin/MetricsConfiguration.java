package io.foreshard.plugin;

import java.util.List;

/** The settings of the metrics port of a node. Not thread-safe. */
public final class MetricsConfiguration extends SettingGroup {
    /** Address of the metrics. */
    public static final Setting<String> HOST = Setting.of(
                    "host", SettingType.TEXT, "localhost", "Address on which `/metrics` listens.")
            .mustBe("a host name or an address", host -> !host.isBlank());

    /** Port of the metrics. */
    public static final Setting<Integer> PORT = Setting.of("port", SettingType.INTEGER, 0, "Port of `/metrics`.")
            .mustBe("a port from 1 to 65535, or 0 for off", port -> port >= 0 && port <= 65_535);

    /** Sets the address on which the metrics listen, default localhost. */
    public MetricsConfiguration setHost(String host) {
        put(HOST, host);
        return this;
    }

    /** Returns the address of the metrics. */
    public String getHost() {
        return text(HOST);
    }

    /** Sets the port of {@code /metrics}, 1 to 65535, or 0 (the default) for off. */
    public MetricsConfiguration setPort(int port) {
        put(PORT, port);
        return this;
    }

    /** Sets the port as text. */
    public MetricsConfiguration setPort(String port) {
        put(PORT, port);
        return this;
    }

    /** Returns the port as text. */
    public String getPort() {
        return text(PORT);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(HOST, PORT);
    }
}
