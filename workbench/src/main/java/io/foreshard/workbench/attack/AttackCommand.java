package io.foreshard.workbench.attack;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ignite.IgniteSystemProperties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foreshard attack}: runs an attack and reports its violations; exit code 1 if there is one. Not thread-safe. */
@Command(
        name = "attack",
        description = "Attacks a part of Foreshard and compares every acknowledged write; see docs/attacks.md.",
        sortOptions = false)
public final class AttackCommand implements Callable<Integer> {
    private static final int VIOLATED = 1;
    private static final int INTERRUPTED = 130;
    private static final long RELEASE_SECONDS = 30;

    private final List<Attack> attacks;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "attack to run")
    private String name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of the random choices (default: a random one, printed)")
    private Long seed;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds (default: of the attack, a few minutes)")
    private Integer rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "write the report as JSON")
    private Path json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "directory for temporary data (default: the system's: ${sys:java.io.tmpdir})")
    private Path parent = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--seconds", paramLabel = "N", description = "seconds of each outage (default: of the attack)")
    private int seconds;

    @Option(names = "--outages", description = "outages of the object store among the kills of tier-kill")
    private boolean outages;

    @Option(
            names = "--only",
            arity = "1..*",
            paramLabel = "PART",
            description = "parts of the attack to run, as docs/attacks.md names them (default: all)")
    private List<String> only = List.of();

    @Option(
            names = "--without-safeguards",
            description = "switch the safeguards of moves off: shards-kill must then see lost rows")
    private boolean withoutSafeguards;

    @Option(names = "--keep", description = "keep the data of the run")
    private boolean keep;

    @Option(
            names = "--sum",
            arity = "1..*",
            paramLabel = "FILE",
            description = "sum JSON reports of several runs of one attack instead of running one")
    private List<Path> summands = List.of();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private AttackCommand(List<Attack> attacks) {
        this.attacks = List.copyOf(attacks);
    }

    /** Returns the command line of the command, with the attacks in its help text. */
    public static CommandLine commandLine(List<Attack> attacks) {
        CommandLine command = new CommandLine(new AttackCommand(attacks));
        command.getCommandSpec()
                .usageMessage()
                .footerHeading("Attacks:%n")
                .footer(attacks.stream()
                        .map(attack -> String.format("  %-16s%s", attack.name(), attack.description()))
                        .toArray(String[]::new));
        return command;
    }

    @Override
    public Integer call() throws Exception {
        checkPaths();
        if (!summands.isEmpty()) {
            if (name != null) {
                throw wrong("--sum takes report files and no attack.");
            }
            return finish(sum());
        }
        Attack attack = attack();
        if (rounds != null && rounds < 1) {
            throw wrong("--rounds must be at least 1, but is " + rounds + ".");
        }
        if (seconds < 0) {
            throw wrong("--seconds must be at least 1, but is " + seconds + ".");
        }
        AttackSettings settings = new AttackSettings(
                seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed,
                rounds == null ? attack.defaultRounds() : rounds,
                parent.toAbsolutePath(),
                keep,
                seconds,
                outages,
                only,
                withoutSafeguards);
        return run(attack, settings);
    }

    private int run(Attack attack, AttackSettings settings) throws Exception {
        Progress progress = new Progress(spec.commandLine().getErr());
        progress.say(attack.name() + ", seed " + settings.seed() + ", " + settings.rounds() + " rounds");
        // Ignite's own hook would stop the nodes of this JVM while the attack uses and stops them.
        System.setProperty(IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK, "true");
        Thread runner = Thread.currentThread();
        CountDownLatch released = new CountDownLatch(1);
        Thread hook = new Thread(() -> interrupt(progress, runner, released), "foreshard-attack-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        AttackReport report;
        try {
            report = attack.run(settings, progress);
        } catch (InterruptedException e) {
            return INTERRUPTED; // Ctrl-C: the hook prints the report so far
        } catch (Exception e) {
            if (progress.isStopped()) {
                return INTERRUPTED;
            }
            if (progress.latest() != null) {
                finish(progress.latest());
            }
            throw e;
        } finally {
            released.countDown();
            if (!progress.isStopped()) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
        if (progress.isStopped()) {
            return INTERRUPTED;
        }
        return finish(report);
    }

    /** Stops the attack, waits until it has released what it holds, and reports; runs while the JVM shuts down. */
    private void interrupt(Progress progress, Thread runner, CountDownLatch released) {
        progress.stop();
        runner.interrupt();
        try {
            if (!released.await(RELEASE_SECONDS, TimeUnit.SECONDS)) {
                progress.say("The attack did not end within " + RELEASE_SECONDS + " s; its data may be left in "
                        + parent + ".");
            }
            if (progress.latest() != null) {
                finish(progress.latest());
            }
        } catch (IOException e) {
            progress.say("The report could not be written: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int finish(AttackReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(new ReportText(report));
        if (json != null) {
            report.write(json);
            out.println("report      " + json);
        }
        out.flush();
        return report.violationCount() == 0 ? 0 : VIOLATED;
    }

    private AttackReport sum() {
        try {
            AttackReport sum = AttackReport.read(summands.get(0));
            for (Path file : summands.subList(1, summands.size())) {
                sum = sum.plus(AttackReport.read(file));
            }
            return sum;
        } catch (IOException e) {
            throw wrong("A report cannot be read: "
                    + e.getMessage().lines().findFirst().orElse("") + ".");
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private Attack attack() {
        String names = attacks.stream().map(Attack::name).collect(Collectors.joining(", "));
        if (name == null) {
            throw wrong("An attack is missing: " + names + ".");
        }
        return attacks.stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("There is no attack '" + name + "', only " + names + "."));
    }

    private void checkPaths() {
        if (!Files.isDirectory(parent)) {
            throw wrong("--dir " + parent + " is not a directory.");
        }
        if (json != null
                && (Files.isDirectory(json)
                        || !Files.isDirectory(json.toAbsolutePath().getParent()))) {
            throw wrong("The report cannot be written to " + json + ".");
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
