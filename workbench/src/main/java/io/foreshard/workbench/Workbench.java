package io.foreshard.workbench;

import io.foreshard.workbench.attack.AttackCommand;
import io.foreshard.workbench.attack.kill.TierKill;
import io.foreshard.workbench.attack.outage.TierOutage;
import io.foreshard.workbench.attack.shard.ShardsKill;
import io.foreshard.workbench.attack.shard.ShardsSimulationAttack;
import io.foreshard.workbench.attack.tier.TierCorruptionAttack;
import io.foreshard.workbench.attack.tier.TierSimulationAttack;
import io.foreshard.workbench.demo.DemoCommand;
import io.foreshard.workbench.evaluate.EvaluateCommand;
import io.foreshard.workbench.sql.SqlCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line {@code ./foreshard}: exit code 0 is success, 1 a failed run, 2 a wrong argument. Each failure ends with one
 * sentence.
 */
@Command(
        name = "foreshard",
        description = "Behavioural sharding, tiered storage and predictive prefetching for Apache Ignite.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        subcommands = {SqlCommand.class, EvaluateCommand.class})
public final class Workbench implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Workbench() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new DemoCommand()).execute(arguments));
    }

    /** Returns the command line with a demo command. */
    public static CommandLine commandLine(DemoCommand demo) {
        return new CommandLine(new Workbench())
                .addSubcommand(demo)
                .addSubcommand(AttackCommand.commandLine(List.of(
                        new TierSimulationAttack(),
                        new TierCorruptionAttack(),
                        TierKill.withTier(),
                        TierKill.withoutTier(),
                        new TierOutage(),
                        new ShardsSimulationAttack(),
                        new ShardsKill())))
                .setParameterExceptionHandler(Workbench::wrongArgument)
                .setExecutionExceptionHandler(Workbench::failure);
    }

    private static int wrongArgument(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String sentence = wrong.getMessage();
        err.println(sentence + (sentence.endsWith(".") ? "" : ".") + " See ./"
                + command.getCommandSpec().qualifiedName() + " --help.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failure(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        PrintWriter err = command.getErr();
        err.println("The command failed: " + failure + ".");
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing, for example: ./foreshard demo.");
    }
}
