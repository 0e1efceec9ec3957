package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import java.util.Arrays;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.services.ServiceConfiguration;

/** What the plugin reads from the configuration of a node, and adds to it. */
final class NodeConfiguration {
    private NodeConfiguration() {}

    /** Returns the configuration of the plugin on a node, or null. */
    @SuppressWarnings("deprecation") // Ignite's only way to configure a plugin in XML
    static ForeshardConfiguration find(IgniteConfiguration ignite) {
        if (ignite.getPluginConfigurations() == null) {
            return null;
        }
        return Arrays.stream(ignite.getPluginConfigurations())
                .filter(ForeshardConfiguration.class::isInstance)
                .map(ForeshardConfiguration.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** Adds caches and templates; Ignite creates them when the cluster is activated. */
    static void add(IgniteConfiguration ignite, CacheConfiguration<?, ?>... added) {
        CacheConfiguration<?, ?>[] present = ignite.getCacheConfiguration();
        ignite.setCacheConfiguration(present == null ? added : concatenated(present, added));
    }

    /** Adds services; Ignite deploys them when the cluster is activated. */
    static void add(IgniteConfiguration ignite, ServiceConfiguration... added) {
        ServiceConfiguration[] present = ignite.getServiceConfiguration();
        ignite.setServiceConfiguration(present == null ? added : concatenated(present, added));
    }

    private static <T> T[] concatenated(T[] first, T[] second) {
        T[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
