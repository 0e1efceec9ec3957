package io.foreshard.plugin.internal.cluster;

import io.foreshard.plugin.Setting;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.configuration.distributed.SimpleDistributedProperty;

/**
 * A setting that can be changed at run time: the value of Ignite's distributed property once an operator has set it, before that the one of this node. The property
 * is the same on all nodes, and survives restarts. Thread-safe.
 */
public final class SettingProperty<T> implements Supplier<T> {
    private final Setting<T> setting;
    private final T configured;
    private final SimpleDistributedProperty<String> property;

    private SettingProperty(Setting<T> setting, T configured, String name, String description) {
        this.setting = setting;
        this.configured = configured;
        property = new SimpleDistributedProperty<>(name, this::checked, description);
    }

    /**
     * Registers the property on a node that starts.
     *
     * @param configured the value as long as the property is not set
     */
    public static <T> SettingProperty<T> register(
            Ignite ignite, Setting<T> setting, T configured, String name, String description) {
        SettingProperty<T> property = new SettingProperty<>(setting, configured, name, description);
        ((IgniteEx) ignite).context().distributedConfiguration().registerProperty(property.property);
        return property;
    }

    @Override
    public T get() {
        String set = property.get();
        return set == null ? configured : setting.parse(set);
    }

    private String checked(String text) {
        return setting.print(setting.parse(text));
    }
}
