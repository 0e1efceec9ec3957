package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.TierTask;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads partition numbers and ranges from text, as in {@code 0-15,20}. */
final class PartitionNumbers {
    /** Most partitions of a cache in Ignite. */
    private static final int LIMIT = 65_000;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private PartitionNumbers() {}

    /**
     * Returns a task limited to partitions and shards.
     *
     * @param partitions numbers and ranges; null for none
     * @param shards names of shards; null for none
     * @throws IllegalArgumentException with a sentence
     */
    static TierTask limit(TierTask task, String partitions, String[] shards) {
        TierTask limited = partitions == null ? task : task.partitions(parse(partitions));
        return shards == null ? limited : limited.shards(shards);
    }

    /**
     * Returns the numbers in ascending order, each once.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static int[] parse(String text) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            int first = range.matches() ? Integer.parseInt(range.group(1)) : LIMIT;
            int last = first == LIMIT || range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first >= LIMIT || last >= LIMIT || last < first) {
                throw new IllegalArgumentException("Partitions are numbers and ranges from 0 to " + (LIMIT - 1)
                        + ", as in 0-15,20; '" + part + "' is neither.");
            }
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
