package io.foreshard.plugin.tier;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pinned partitions of a cluster, by the name of their cache group. Immutable. */
final class Pins {
    static final Pins NONE = new Pins(new TreeMap<>());

    /** Ignite has fewer partitions in a group. */
    private static final int MOST_WORDS = (1 << 16) / Long.SIZE;

    private final TreeMap<String, BitSet> groups;

    /** @param groups sets of partitions, none of them empty; not copied */
    private Pins(TreeMap<String, BitSet> groups) {
        this.groups = groups;
    }

    boolean includes(String group, int partition) {
        BitSet pinned = groups.get(group);
        return pinned != null && pinned.get(partition);
    }

    /** Returns the pinned partitions of a group; a new set. */
    BitSet of(String group) {
        BitSet pinned = groups.get(group);
        return pinned == null ? new BitSet() : (BitSet) pinned.clone();
    }

    Pins plus(String group, BitSet partitions) {
        BitSet pinned = of(group);
        pinned.or(partitions);
        return with(group, pinned);
    }

    Pins minus(String group, BitSet partitions) {
        BitSet pinned = of(group);
        pinned.andNot(partitions);
        return with(group, pinned);
    }

    private Pins with(String group, BitSet pinned) {
        TreeMap<String, BitSet> changed = new TreeMap<>(groups);
        if (pinned.isEmpty()) {
            changed.remove(group);
        } else {
            changed.put(group, pinned);
        }
        return new Pins(changed);
    }

    /** Returns the pins of some groups: those that exist. */
    Pins ofGroups(Set<String> names) {
        TreeMap<String, BitSet> kept = new TreeMap<>(groups);
        kept.keySet().retainAll(names);
        return new Pins(kept);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(groups.size());
        for (Map.Entry<String, BitSet> group : groups.entrySet()) {
            out.writeUTF(group.getKey());
            long[] words = group.getValue().toLongArray();
            out.writeInt(words.length);
            for (long word : words) {
                out.writeLong(word);
            }
        }
    }

    /** Reads the bytes of {@link #write}; throws as {@link io.foreshard.plugin.cluster.StreamCodec.Reader} asks. */
    static Pins read(DataInputStream in) throws IOException {
        TreeMap<String, BitSet> groups = new TreeMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length < 1 || length > MOST_WORDS) {
                throw new IllegalArgumentException("No group has " + length + " words of partitions.");
            }
            long[] words = new long[length];
            for (int word = 0; word < length; word++) {
                words[word] = in.readLong();
            }
            groups.put(name, BitSet.valueOf(words));
        }
        return new Pins(groups);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pins pins && groups.equals(pins.groups);
    }

    @Override
    public int hashCode() {
        return groups.hashCode();
    }

    @Override
    public String toString() {
        return groups.toString();
    }
}
