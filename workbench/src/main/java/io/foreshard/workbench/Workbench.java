package io.foreshard.workbench;

import io.foreshard.workbench.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code ./foreshard}: exit code 0 is success, 1 a failed run, 2 wrong arguments or an unreadable trace. */
@Command(
        name = "foreshard",
        description = "Behavioural sharding, tiered storage and predictive prefetching for Apache Ignite.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = DemoCommand.class)
public final class Workbench implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Workbench() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Workbench()).execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say which command to run, for example: foreshard demo");
    }
}
