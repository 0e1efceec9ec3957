package io.foreshard.shard.protocol;

import java.util.Comparator;

/**
 * The version of the topology. Immutable and thread-safe.
 *
 * @param major number of servers that joined or left
 * @param minor number of other events since then
 */
record TopologyVersion(long major, int minor) implements Comparable<TopologyVersion> {
    /** The version before the first event. */
    static final TopologyVersion ZERO = new TopologyVersion(0, 0);

    private static final Comparator<TopologyVersion> ORDER =
            Comparator.comparingLong(TopologyVersion::major).thenComparingInt(TopologyVersion::minor);

    /** Returns whether this is the version of the event that follows directly, with the same servers. */
    boolean isNextMinorOf(TopologyVersion version) {
        return major == version.major && minor == version.minor + 1;
    }

    @Override
    public int compareTo(TopologyVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
