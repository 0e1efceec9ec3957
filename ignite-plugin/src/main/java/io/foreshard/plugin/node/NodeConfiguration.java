package io.foreshard.plugin.node;

import java.util.Arrays;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.services.ServiceConfiguration;

/** Adds caches and services to the configuration of a node. */
final class NodeConfiguration {
    private NodeConfiguration() {}

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
