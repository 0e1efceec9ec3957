package io.foreshard.plugin.tier;

import io.foreshard.tier.AgeRule;
import io.foreshard.tier.OtherOwners;
import java.util.HashSet;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterGroup;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Asks the age rules of the other servers which partitions they had offloaded, when partitions moved here. Thread-safe. */
public final class AgedPartitions implements OtherOwners {
    private static final String RULE = "foreshard-age-rule";
    private static final long PATIENCE_MILLIS = 5_000;

    private final Ignite ignite;

    /** @param ignite a server */
    public AgedPartitions(Ignite ignite) {
        this.ignite = ignite;
    }

    /** Makes a rule that of a server: others ask it. */
    public static void publish(Ignite ignite, AgeRule rule) {
        ignite.cluster().nodeLocalMap().put(RULE, rule);
    }

    @Override
    public Set<Integer> aged(String group, Set<Integer> partitions) {
        ClusterGroup others = ignite.cluster().forServers().forRemotes();
        Set<Integer> aged = new HashSet<>();
        try {
            if (!others.nodes().isEmpty()) {
                ignite.compute(others)
                        .withTimeout(PATIENCE_MILLIS)
                        .broadcast(new Question(group, new HashSet<>(partitions)))
                        .forEach(aged::addAll);
            }
        } catch (IgniteException e) {
            // A server left or does not answer: the partitions are as young as their files.
        }
        return aged;
    }

    /** The task that asks one server. */
    private static final class Question implements IgniteCallable<HashSet<Integer>> {
        private static final long serialVersionUID = 1L;

        private final String group;
        private final HashSet<Integer> partitions;

        @IgniteInstanceResource
        private transient Ignite ignite;

        Question(String group, HashSet<Integer> partitions) {
            this.group = group;
            this.partitions = partitions;
        }

        @Override
        public HashSet<Integer> call() {
            AgeRule rule = ignite.cluster().<String, AgeRule>nodeLocalMap().get(RULE);
            HashSet<Integer> aged = new HashSet<>(partitions);
            aged.retainAll(rule == null ? Set.of() : rule.aged(group));
            return aged;
        }
    }
}
