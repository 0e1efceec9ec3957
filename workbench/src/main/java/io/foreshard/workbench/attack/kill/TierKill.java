package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills one server of two, or both, while they move pages and clients write; then compares every acknowledged write and all copies. Immutable. */
public final class TierKill implements Attack {
    private static final int FAILED_MOVES_SHOWN = 10;

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
        try (PortBlock ports = PortBlock.reserve()) {
            return ClusterRuns.run(settings, progress, tally, name(), (data, classes) -> {
                KillCluster cluster = new KillCluster(
                        data, ports, tiered, settings.outages(), settings.seed(), classes, failedMoves(progress));
                return new Campaign(cluster, plans, tally, progress, settings.seed(), tiered);
            });
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
