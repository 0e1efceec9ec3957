package io.foreshard.plugin.node;

import static io.foreshard.plugin.Setting.Sameness.NODES_PERMANENTLY;
import static io.foreshard.plugin.Setting.Sameness.SERVERS;
import static io.foreshard.plugin.Setting.Sameness.SERVERS_PERMANENTLY;

import io.foreshard.key.ProfileLayout;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.internal.placement.ExampleOwners;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides whether a node may join: it needs the plugin, the partition map of the cluster and the same owners of an example, a server also the same values of
 * the settings declared with {@code sameOn(SERVERS)}. Immutable.
 *
 * <p>Nodes exchange names and values as text, so that nodes with different versions of the plugin can read them.
 */
final class JoinCheck {
    private static final String LAYOUT = "layout";
    private static final String OWNERS = "owners of an example";
    private static final String STORE = "tier." + TierConfiguration.STORE_URI.name();
    private static final String NO_STORE = "none";

    private final boolean configured;
    private final TreeMap<String, String> map = new TreeMap<>();
    private final TreeMap<String, String> everything = new TreeMap<>();
    private final Set<String> ofClients = new TreeSet<>(Set.of(LAYOUT));

    JoinCheck(ForeshardConfiguration configuration) {
        configured = configuration != null;
        if (configured) {
            map.put(LAYOUT, ProfileLayout.transactions().toString());
            map.putAll(configuration.sameOn(NODES_PERMANENTLY, SERVERS_PERMANENTLY));
            ofClients.addAll(configuration.sameOn(NODES_PERMANENTLY).keySet());
            ofClients.add(OWNERS);
            everything.putAll(map);
            everything.put(OWNERS, ExampleOwners.hash(configuration.get(ForeshardConfiguration.PARTITIONS)));
            everything.putAll(configuration.sameOn(SERVERS));
            everything.put(STORE, withoutSecrets(everything.getOrDefault(STORE, NO_STORE)));
        }
    }

    /** Removes the parts of a URI that can hold credentials: before the host, and after the path. */
    static String withoutSecrets(String uri) {
        return uri.replaceFirst("//[^/]*@", "//").replaceFirst("[?#].*$", "");
    }

    /** Returns the settings that cannot change while there is data. */
    TreeMap<String, String> map() {
        return map;
    }

    /** Returns why this node must not start on its data, which were written with another map, and the cure; null if it may start. */
    String refusalOfStart(Map<?, ?> recorded) {
        return sentence(recorded.keySet().stream()
                .filter(name -> !Objects.equals(recorded.get(name), map.get(name)))
                .map(name -> "The data of this node were written with " + name + " " + recorded.get(name)
                        + ", but this node has " + map.get(name) + ": "
                        + cure(String.valueOf(name), recorded.get(name), "this node"))
                .toList());
    }

    /** Returns the settings that this node sends to the other nodes, or null if it does not use the plugin. */
    TreeMap<String, String> data() {
        return configured ? everything : null;
    }

    /** Returns why a node with these settings must not join, and the cure; null if it may join. */
    String refusal(Serializable joining, boolean client) {
        if (!configured) {
            return joining == null
                    ? null
                    : "The joining node runs Foreshard, but this cluster does not: add a ForeshardConfiguration to "
                            + "IgniteConfiguration.pluginConfigurations of its nodes, or remove it from the joining node.";
        }
        if (!(joining instanceof Map<?, ?> other)) {
            return "This cluster runs Foreshard, but the joining node does not: put the Foreshard jars on its class path "
                    + "and a ForeshardConfiguration into its IgniteConfiguration.pluginConfigurations (when "
                    + "IgniteConfiguration.pluginProviders is set, add ForeshardPluginProvider there too).";
        }
        Collection<String> compared = client ? ofClients : everything.keySet();
        return sentence(compared.stream()
                .filter(name -> !everything.get(name).equals(other.get(name)))
                .map(name -> "The joining node has " + name + " " + other.get(name) + ", but this cluster has " + name
                        + " " + everything.get(name) + ": " + cure(name, everything.get(name), "the joining node"))
                .toList());
    }

    private static String sentence(List<String> differences) {
        return differences.isEmpty() ? null : String.join(" ", differences);
    }

    private static String cure(String name, Object value, String node) {
        if (name.equals(LAYOUT) || name.equals(OWNERS)) {
            return "run the same version of Foreshard on all nodes.";
        }
        return name.equals(STORE) && value.equals(NO_STORE)
                ? "remove ForeshardConfiguration." + name + " from " + node + "."
                : "set ForeshardConfiguration." + name + " to " + value + " on " + node + ".";
    }
}
