package io.foreshard.plugin.node;

import io.foreshard.key.ProfileLayout;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.Setting;
import io.foreshard.plugin.Settings;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides whether a node may join: it needs the plugin, and the same map (partitions, layout, epochs) as the cluster.
 *
 * <p>Nodes tell each other texts only, so that a node with another version of the plugin can read them.
 */
final class JoinCheck {
    private static final String LAYOUT = "layout";

    private final TreeMap<String, String> own = new TreeMap<>();

    JoinCheck(ForeshardConfiguration configuration) {
        if (configuration != null) {
            own.put(LAYOUT, ProfileLayout.transactions().toString());
            Settings.ALL.stream()
                    .filter(Setting::sameOnAllNodes)
                    .forEach(setting -> own.put(setting.name(), setting.text(configuration)));
        }
    }

    /** Returns what must be the same on all nodes, for ever. */
    TreeMap<String, String> map() {
        return own;
    }

    /** Returns why this node must not start on data that were written with another map, with the cure, or null if it may. */
    String refusalOfStart(Map<?, ?> recorded) {
        StringBuilder differences = new StringBuilder();
        recorded.forEach((name, value) -> {
            String ours = own.get(name);
            if (!value.equals(ours)) {
                differences
                        .append(differences.length() == 0 ? "" : " ")
                        .append("The data of this node were written with ")
                        .append(name)
                        .append(' ')
                        .append(value)
                        .append(", but this node has ")
                        .append(ours)
                        .append(": ")
                        .append(cure(String.valueOf(name), value, "this node"));
            }
        });
        return differences.length() == 0 ? null : differences.toString();
    }

    /** Returns what this node tells the others, or null if it does not use the plugin. */
    Serializable data() {
        return own.isEmpty() ? null : own;
    }

    /** Returns why a node with this data must not join, with the cure, or null if it may. */
    String refusal(Serializable joining) {
        if (own.isEmpty()) {
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
        StringBuilder differences = new StringBuilder();
        own.forEach((name, value) -> {
            Object theirs = other.get(name);
            if (!value.equals(theirs)) {
                differences.append(differences.length() == 0 ? "" : " ").append(difference(name, value, theirs));
            }
        });
        return differences.length() == 0 ? null : differences.toString();
    }

    private static String difference(String name, String value, Object theirs) {
        return "The joining node has " + name + " " + theirs + ", but this cluster has " + name + " " + value + ": "
                + cure(name, value, "the joining node");
    }

    private static String cure(String name, Object value, String node) {
        return name.equals(LAYOUT)
                ? "run the same version of Foreshard on all nodes."
                : "set ForeshardConfiguration." + name + " to " + value + " on " + node + ".";
    }
}
