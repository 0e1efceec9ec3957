package io.foreshard.tier;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's copy of a cache group that was put aside, so that the node gets the group from the other owners again. Its files lie in {@code
 * discarded/<name>} of the tier's directory until an operator deletes that directory. Immutable and thread-safe.
 *
 * @param name name of the directory
 * @param group name of the cache group
 * @param groupId id of the cache group
 * @param cacheDirectory directory of the cache group
 * @param namesAllObjects whether all objects of the group count as named by the copy, because its residency is incomplete
 * @param step progress
 * @param since time at which the copy was put aside
 */
public record Discard(
        String name,
        String group,
        int groupId,
        String cacheDirectory,
        boolean namesAllObjects,
        Step step,
        Instant since) {
    private static final String DIRECTORY = "discarded";
    private static final String STATE_FILE = "state";
    private static final String TITLE = "foreshard-discard 1";

    /** The progress of a discard, in this order but for the last. */
    public enum Step {
        /** The files are being moved out: the node does not start. */
        MOVING_OUT,
        /** The files are moved, and the node was not started since: the files can be moved back. */
        MOVED,
        /** A start is under way: until its first checkpoint, the write-ahead log belongs to the files that were moved. */
        STARTING,
        /** The node has started with empty partitions, which the other owners fill. */
        FILLING,
        /** The node owns its partitions again. */
        FILLED,
        /** The files are being moved back: the node does not start. */
        MOVING_BACK
    }

    /** Returns the discards of a node, in the order of their names. */
    public static List<Discard> all(NodeDirectory directory) throws IOException {
        List<Discard> discards = new ArrayList<>();
        for (String name : directory.list(DIRECTORY)) {
            byte[] state = directory.read(stateFile(name));
            if (state != null) { // else it is being deleted
                discards.add(decode(name, directory + "/" + stateFile(name), state));
            }
        }
        return discards;
    }

    /** Returns a new discard of a group, with a name of its own; nothing is written. */
    public static Discard begin(
            NodeDirectory directory,
            String group,
            int groupId,
            String cacheDirectory,
            boolean namesAllObjects,
            Instant since)
            throws IOException {
        List<String> taken = directory.list(DIRECTORY);
        int number = 1;
        while (taken.contains(cacheDirectory + "-" + number)) {
            number++;
        }
        return new Discard(
                cacheDirectory + "-" + number, group, groupId, cacheDirectory, namesAllObjects, Step.MOVING_OUT, since);
    }

    /** Returns the name of the directory, relative to the directory of the tier. */
    public String path() {
        return DIRECTORY + "/" + name;
    }

    /** Returns whether a name is that of the directory of all discards. */
    static boolean isDirectory(String name) {
        return name.equals(DIRECTORY);
    }

    /** Returns the same discard at another step. */
    public Discard at(Step other) {
        return new Discard(name, group, groupId, cacheDirectory, namesAllObjects, other, since);
    }

    /** Makes the discard durable in place of its present step. */
    public void write(NodeDirectory directory) throws IOException {
        directory.replace(stateFile(name), encode());
    }

    /** Returns the name of the state file of a discard. */
    private static String stateFile(String name) {
        return DIRECTORY + "/" + name + "/" + STATE_FILE;
    }

    private byte[] encode() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("group", group);
        values.put("groupId", Integer.toString(groupId));
        values.put("cacheDirectory", cacheDirectory);
        values.put("namesAllObjects", Boolean.toString(namesAllObjects));
        values.put("step", step.name());
        values.put("since", since.toString());
        return CheckedText.encode(TITLE, values);
    }

    private static Discard decode(String name, String source, byte[] bytes) throws DamagedException {
        Map<String, String> values = CheckedText.decode(TITLE, source, bytes);
        return new Discard(
                name,
                values.get("group"),
                Integer.parseInt(values.get("groupId")),
                values.get("cacheDirectory"),
                Boolean.parseBoolean(values.get("namesAllObjects")),
                Step.valueOf(values.get("step")),
                Instant.parse(values.get("since")));
    }
}
