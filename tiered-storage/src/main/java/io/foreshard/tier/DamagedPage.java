package io.foreshard.tier;

/**
 * A page whose remote copy is missing or corrupt, and which has no other copy on this node. Immutable.
 *
 * @param group name of its cache group
 * @param partition number of its partition
 * @param page its number in the partition file
 * @param object name of the object that should hold it
 */
public record DamagedPage(String group, int partition, int page, String object) {
    /** Returns a sentence that names the page, and one that names the cure. */
    public String sentence() {
        return "Page " + page + " of partition " + partition + " of cache group " + group
                + " is missing or corrupt in the object " + object + ", and this node has no other copy. "
                + Cure.discard(group);
    }
}
