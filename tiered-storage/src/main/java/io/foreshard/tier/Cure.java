package io.foreshard.tier;

/** The cures that messages name: for partitions that an operator has pinned, and for data that this node cannot repair from its own. */
final class Cure {
    private Cure() {}

    /** Returns the sentence for damage that only another owner of the partitions can repair. */
    static String discard(String group) {
        return "Let the node rebalance its copy of the cache group: see that each partition has another owner, stop the node, and"
                + " run 'TierCommand discard CONFIG.xml --group " + group + "'.";
    }

    /** Returns the sentence for a pinned partition. */
    static String unpin(String group, int partition) {
        return "Unpin it first: control.sh --tier unpin " + group + " --partitions " + partition + ".";
    }
}
