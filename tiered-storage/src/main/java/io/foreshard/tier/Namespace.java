package io.foreshard.tier;

import io.foreshard.store.ListedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names of the objects of one owner: {@code nodes/<node>-<nodeId>/...}. Immutable.
 *
 * @param node folder name of the node
 * @param nodeId random id without a hyphen; a disk that turns out to be a copy takes a new one
 */
record Namespace(String node, String nodeId) {
    /** Prefix of the names of all namespaces. */
    static final String ALL = "nodes/";

    private static final String OWNER = "/owner";
    private static final String HOLD = "/hold-";
    private static final String GROUP = "/group-";
    private static final String PARTITION = "/part-";
    private static final String MANIFEST = "/manifest";
    private static final String IMAGE = "/image";
    private static final int HEX = 16;
    private static final Comparator<Place> BY_PARTITION =
            Comparator.comparingInt(Place::group).thenComparingInt(Place::partition);

    /**
     * The partition that an object belongs to.
     *
     * @param isManifest whether the object is the manifest of the partition
     */
    record Place(int group, int partition, boolean isManifest) {
        @Override
        public String toString() {
            return "Partition " + partition + " of group " + Integer.toHexString(group);
        }
    }

    /** Returns the namespace of an object name or of a namespace's own text; empty if it has none. */
    static Optional<Namespace> of(String name) {
        if (!name.startsWith(ALL)) {
            return Optional.empty();
        }
        int end = name.indexOf('/', ALL.length());
        String word = name.substring(ALL.length(), end < 0 ? name.length() : end);
        int hyphen = word.lastIndexOf('-');
        return hyphen <= 0 || hyphen == word.length() - 1
                ? Optional.empty()
                : Optional.of(new Namespace(word.substring(0, hyphen), word.substring(hyphen + 1)));
    }

    /** Returns the prefix of all names of this namespace, without a slash at the end. */
    @Override
    public String toString() {
        return ALL + node + "-" + nodeId;
    }

    /** Returns whether an object is in this namespace. */
    boolean contains(String object) {
        return object.startsWith(this + "/");
    }

    String owner() {
        return this + OWNER;
    }

    /** Returns the name of the hold of another node; without an id the prefix of all holds. */
    String hold(String otherId) {
        return this + HOLD + otherId;
    }

    /** Returns the prefix of the names of all groups. */
    String groups() {
        return this + GROUP;
    }

    String manifest(int group, int partition) {
        return partition(group, partition) + MANIFEST;
    }

    /** Returns the name of an object of pages; the owner makes it unique by the ordinal. */
    String object(int group, int partition, long epoch, long generation, long ordinal) {
        return partition(group, partition) + "/" + epoch + "-" + generation + "-" + ordinal;
    }

    /** Returns the name of the manifest of the image, and the prefix of all names of images. */
    String image() {
        return this + IMAGE;
    }

    /** Returns the prefix of the names of the objects of images. */
    String images() {
        return image() + "-";
    }

    /** Returns the prefix of the names of the objects of one image. */
    String image(long epoch, long number) {
        return images() + epoch + "-" + number + "/";
    }

    private String partition(int group, int partition) {
        return groups() + Integer.toHexString(group) + PARTITION + partition;
    }

    /** Returns the partition that an object of this namespace belongs to; empty for a token, a hold or a name that the tier does not write. */
    Optional<Place> place(String object) {
        if (!object.startsWith(groups())) {
            return Optional.empty();
        }
        String rest = object.substring(groups().length());
        int slash = rest.indexOf('/');
        int end = rest.lastIndexOf('/');
        if (slash < 0 || end <= slash || !rest.startsWith(PARTITION, slash)) {
            return Optional.empty();
        }
        try {
            int group = Integer.parseUnsignedInt(rest.substring(0, slash), HEX);
            int partition = Integer.parseInt(rest.substring(slash + PARTITION.length(), end));
            boolean isManifest = object.equals(manifest(group, partition));
            boolean isOurs = isManifest || object.startsWith(partition(group, partition) + "/");
            return isOurs ? Optional.of(new Place(group, partition, isManifest)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns objects by partition, the manifest of a partition among its objects; without those that belong to none. */
    Map<Place, List<ListedObject>> byPartition(List<ListedObject> objects) {
        Map<Place, List<ListedObject>> byPartition = new TreeMap<>(BY_PARTITION);
        for (ListedObject object : objects) {
            place(object.name()).ifPresent(place -> byPartition
                    .computeIfAbsent(place, unused -> new ArrayList<>())
                    .add(object));
        }
        return byPartition;
    }
}
