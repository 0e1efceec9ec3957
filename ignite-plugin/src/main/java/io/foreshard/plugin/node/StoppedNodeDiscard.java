package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.DiscardedCopies;
import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.plugin.node.TierCommand.TierArguments;
import io.foreshard.tier.Discard;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.ignite.IgniteCheckedException;

/** The command {@code discard} of a stopped node; prints what was moved and what the operator checks next. Not thread-safe. */
final class StoppedNodeDiscard {
    private final PersistenceDirectory directory;
    private final TierArguments arguments;
    private final PrintStream out;
    private final DiscardedCopies copies;

    StoppedNodeDiscard(PersistenceDirectory directory, TierArguments arguments, PrintStream out) {
        this.directory = directory;
        this.arguments = arguments;
        this.out = out;
        copies = new DiscardedCopies(directory);
    }

    /** Tells whether files of the group cannot be opened. */
    interface RefusedFiles {
        boolean isAny() throws IOException;
    }

    /** Runs the command; returns true, a refusal is an exception. */
    boolean run(RefusedFiles refused) throws IgniteCheckedException, IOException {
        if (arguments.isUndo()) {
            Discard back = copies.moveBack(arguments.group());
            out.println("The copy of cache group " + back.group() + " of " + back.since() + " is in place again.");
            return true;
        }
        Discard moved = copies.moveOut(arguments.group(), refused.isAny(), Instant.now());
        out.println("The copy of cache group " + moved.group() + " is in " + copies.files(moved)
                + "; nothing was deleted. Start the node while the other owners run: it gets each partition from one of them, and"
                + " without an owner the partition is lost until one starts. On a running node\n    "
                + ownersQuery(moved)
                + "\nlists the partitions by number of owners. Delete the directory when the node has reported that it owns its"
                + " partitions again: its objects in the store are kept until then. Until the node is started, --undo"
                + " moves the files back.");
        return true;
    }

    private static String ownersQuery(Discard discard) {
        return "SELECT PARTITION_ID, COUNT(*) FROM SYS.PARTITION_STATES WHERE STATE = 'OWNING' AND CACHE_GROUP_ID = "
                + discard.groupId() + " GROUP BY PARTITION_ID";
    }

    /** Prints a line for each discarded copy. */
    void status() throws IOException {
        for (Discard discard : Discard.all(directory.tier())) {
            if (arguments.group() == null || arguments.group().equals(discard.group())) {
                out.println(discard.group() + ": a copy was discarded at " + discard.since() + ", "
                        + step(discard.step()) + ". It is in " + copies.files(discard) + ".");
            }
        }
    }

    private static String step(Discard.Step step) {
        return switch (step) {
            case MOVING_OUT -> "the move was cut off: run discard again";
            case MOVED -> "the node was not started since";
            case STARTING -> "a start of the node has not made its first checkpoint";
            case FILLING -> "the other owners have not filled all partitions yet";
            case FILLED -> "and the node owns its partitions again: delete the directory when you do not need it";
            case MOVING_BACK -> "the move back was cut off: run discard --undo again";
        };
    }
}
