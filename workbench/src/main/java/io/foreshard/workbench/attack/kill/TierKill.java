package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.machine.PortBlock;
import io.foreshard.workbench.machine.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ignite.client.ClientException;

/** Kills one server of two, or both, while they move pages and clients write; then compares every acknowledged write and all copies. Immutable. */
public final class TierKill implements Attack {
    private static final int FAILED_MOVES_SHOWN = 10;
    private static final int MAX_REPEATED = 10;
    /** A run on clusters that break each time ends. */
    private static final int MAX_CLUSTERS = 20;

    private final boolean tiered;

    private TierKill(boolean tiered) {
        this.tiered = tiered;
    }

    /** Returns the attack on servers with a tier. */
    public static TierKill withTier() {
        return new TierKill(true);
    }

    /** Returns the control: the same load and kills without a tier. Its violations are Ignite's own. */
    public static TierKill withoutTier() {
        return new TierKill(false);
    }

    @Override
    public String name() {
        return tiered ? "tier-kill" : "plain-kill";
    }

    @Override
    public String description() {
        return tiered
                ? "kill -9 of one or both servers while pages move and clients write."
                : "The same kills without a tier, as the control of tier-kill.";
    }

    @Override
    public int defaultRounds() {
        return 10;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) throws IOException, InterruptedException {
        Tally tally = new Tally(name(), settings.seed());
        List<KillPlan> plans = KillPlan.of(settings.seed(), settings.rounds());
        plans.forEach(plan -> tally.digest(plan.toString()));
        TemporaryDirectory directory = TemporaryDirectory.create(settings.directory(), "foreshard-" + name() + "-");
        progress.say("data in " + directory.path());
        ControlUtility.writeBelow(directory.path());
        ClassArchive classes = new ClassArchive(directory.path().resolve("classes.jsa"));
        try (PortBlock ports = PortBlock.reserve()) {
            for (int number = 1; number <= MAX_CLUSTERS && mustGoOn(settings, progress, tally); number++) {
                Path data = directory.path().resolve("cluster-" + number);
                KillCluster cluster = new KillCluster(
                        data, ports, tiered, settings.outages(), settings.seed(), classes, failedMoves(progress));
                try (Campaign campaign = new Campaign(cluster, tally, progress, settings.seed(), tiered)) {
                    run(campaign, plans, settings, progress, tally);
                } catch (KillException e) {
                    if (progress.isStopped()) {
                        break; // Ctrl-C in a terminal ends the servers too
                    }
                    if (!e.getMessage().isEmpty()) {
                        tally.violation("round " + (tally.rounds() + 1) + ": " + e.getMessage());
                        progress.say(e.getMessage());
                    }
                    progress.update(tally.report());
                    progress.say("The run goes on with a new cluster.");
                }
            }
        } finally {
            if (settings.keep()) {
                progress.say("data kept in " + directory.path());
            } else {
                directory.close();
            }
        }
        return tally.report();
    }

    private static boolean mustGoOn(AttackSettings settings, Progress progress, Tally tally) {
        return tally.rounds() < settings.rounds() && !progress.isStopped();
    }

    private static void run(
            Campaign campaign, List<KillPlan> plans, AttackSettings settings, Progress progress, Tally tally)
            throws IOException, InterruptedException {
        try {
            campaign.begin();
            int repeated = 0;
            while (mustGoOn(settings, progress, tally)) {
                int round = (int) tally.rounds();
                campaign.round(round + 1, plans.get(round));
                progress.update(tally.report());
                repeated = tally.rounds() == round ? repeated + 1 : 0;
                if (repeated > MAX_REPEATED) {
                    throw new IllegalStateException(
                            "No kill of " + repeated + " hit a move in flight: the attack shows nothing");
                }
            }
        } catch (ClientException e) {
            throw new KillException("The servers do not answer although both run: " + e.getMessage());
        }
    }

    private static java.util.function.Consumer<String> failedMoves(Progress progress) {
        AtomicInteger shown = new AtomicInteger();
        return line -> {
            if (shown.incrementAndGet() <= FAILED_MOVES_SHOWN) {
                progress.say(line);
            }
        };
    }
}
