package io.foreshard.plugin.internal.command;

import java.util.function.Consumer;
import org.apache.ignite.internal.client.GridClientNodeStateBeforeStart;
import org.apache.ignite.internal.management.api.BeforeNodeStartCommand;
import org.apache.ignite.internal.management.api.NoArg;

/**
 * A command that a running cluster cannot do: it sends no request, and names the command line to use on the host of the stopped node. Implementations are
 * stateless.
 */
abstract class StoppedNodeCommand implements BeforeNodeStartCommand<NoArg, Void> {
    private final String name;
    private final String purpose;

    private StoppedNodeCommand(String name, String purpose) {
        this.name = name;
        this.purpose = purpose;
    }

    @Override
    public final String description() {
        return "Print the command line that is to be run on the host of a stopped node to " + purpose;
    }

    @Override
    public final Class<NoArg> argClass() {
        return NoArg.class;
    }

    /** Throws the sentence. */
    @Override
    public final Void execute(GridClientNodeStateBeforeStart beforeStart, NoArg arg, Consumer<String> printer) {
        throw new IllegalArgumentException("The command " + name
                + " changes the directory of a stopped node: stop the node, then run on its host: "
                + "java @config/jvm.options -cp 'DIRECTORY/*' io.foreshard.plugin.node.TierCommand " + name
                + " CONFIG.xml");
    }

    /** {@code --tier rebuild}. */
    public static final class TierRebuildCommand extends StoppedNodeCommand {
        /** Creates the command. */
        public TierRebuildCommand() {
            super("rebuild", "rebuild lost or damaged residencies");
        }
    }

    /** {@code --tier discard}. */
    public static final class TierDiscardCommand extends StoppedNodeCommand {
        /** Creates the command. */
        public TierDiscardCommand() {
            super("discard", "put a damaged copy of a cache group aside");
        }
    }

    /** {@code --tier recreate}. */
    public static final class TierRecreateCommand extends StoppedNodeCommand {
        /** Creates the command. */
        public TierRecreateCommand() {
            super("recreate", "recreate a lost disk from its image");
        }
    }
}
