package io.foreshard.plugin.node;

import java.util.List;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.PluginContext;

/** The parts of one node's plugin, called one after the other in their order; they stop in the reverse one. Ignite calls it from one thread at a time. */
final class PluginComponents {
    private final List<PluginComponent> components;

    PluginComponents(PluginComponent... components) {
        this.components = List.of(components);
    }

    void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        for (PluginComponent component : components) {
            component.configure(context, ignite);
        }
    }

    /** Returns the replacement of the first part that has one, or null. */
    <T> T create(PluginContext context, Class<T> type) {
        for (PluginComponent component : components) {
            T created = component.create(context, type);
            if (created != null) {
                return created;
            }
        }
        return null;
    }

    /** Returns the check of the first part that has one, or null. */
    CachePluginProvider<?> check(CacheConfiguration<?, ?> cache) {
        for (PluginComponent component : components) {
            CachePluginProvider<?> check = component.check(cache);
            if (check != null) {
                return check;
            }
        }
        return null;
    }

    void start(PluginContext context) throws IgniteCheckedException {
        for (PluginComponent component : components) {
            component.start(context);
        }
    }

    void joined() throws IgniteCheckedException {
        for (PluginComponent component : components) {
            component.joined();
        }
    }

    void leaving() {
        components.forEach(PluginComponent::leaving);
    }

    void stop(boolean cancel) {
        for (int i = components.size() - 1; i >= 0; i--) {
            components.get(i).stop(cancel);
        }
    }
}
