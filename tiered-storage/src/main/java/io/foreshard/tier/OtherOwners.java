package io.foreshard.tier;

import java.util.Set;

/** What other servers know about partitions that this one began to own. Implementations are thread-safe. */
@FunctionalInterface
public interface OtherOwners {
    /**
     * Returns those of some partitions that another server has offloaded for their age, and that were not accessed since. Does not fail: a server that does not answer knows none.
     *
     * @param group name of the group
     */
    Set<Integer> aged(String group, Set<Integer> partitions);
}
