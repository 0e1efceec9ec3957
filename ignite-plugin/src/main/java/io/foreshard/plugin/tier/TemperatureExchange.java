package io.foreshard.plugin.tier;

import io.foreshard.tier.LocalBudget;
import io.foreshard.tier.PartitionResidence;
import java.util.HashMap;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterGroup;

/**
 * Tells the other servers the temperatures of the partitions of this one, so that all owners of a partition keep what one of them needs: reads reach the primary
 * only, and a backup would release what its successor needs.
 *
 * <p>One message to each server in each round, with the partitions that users accessed. A lost message is made up for by the next one. Thread-safe.
 */
public final class TemperatureExchange {
    private static final String TOPIC = "foreshard-temperature";
    /** A temperature below this one is not told. */
    private static final double COLD = 1;

    private final Ignite ignite;
    private final LocalBudget budget;

    /** Creates the exchange; {@link #start} follows. */
    public TemperatureExchange(Ignite ignite, LocalBudget budget) {
        this.ignite = ignite;
        this.budget = budget;
    }

    /** Receives temperatures from now on; to be called when the node has joined. */
    public void start() {
        ignite.message().localListen(TOPIC, (sender, message) -> {
            if (message instanceof Map<?, ?> groups) {
                groups.forEach((group, temperatures) -> learn((String) group, (Map<?, ?>) temperatures));
            }
            return true;
        });
    }

    private void learn(String group, Map<?, ?> temperatures) {
        temperatures.forEach(
                (partition, temperature) -> budget.learn(group, (Integer) partition, (Double) temperature));
    }

    /** Sends the temperatures; to be called every few seconds. Does not fail: the next call repeats it. */
    public void send() {
        ClusterGroup others = ignite.cluster().forServers().forRemotes();
        Map<String, Map<Integer, Double>> temperatures = new HashMap<>();
        for (PartitionResidence residence : budget.residences()) {
            if (residence.temperature() >= COLD) {
                temperatures
                        .computeIfAbsent(residence.group(), unused -> new HashMap<>())
                        .put(residence.partition(), residence.temperature());
            }
        }
        try {
            if (!temperatures.isEmpty() && !others.nodes().isEmpty()) {
                ignite.message(others).send(TOPIC, temperatures);
            }
        } catch (IgniteException e) {
            // A server left, or this one stops.
        }
    }
}
