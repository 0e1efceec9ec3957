package io.foreshard.workbench.attack.tier;

import io.foreshard.tier.testing.SimulationListener;
import io.foreshard.tier.testing.SimulationResult;
import io.foreshard.tier.testing.TierSimulation;
import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the engine of the tier on simulated machines and stores that crash and fail; one seed is one schedule. Immutable. */
public final class TierSimulationAttack implements Attack {
    @Override
    public String name() {
        return "tier-simulation";
    }

    @Override
    public String description() {
        return "the tier's engine on simulated machines, disks and stores that crash and fail.";
    }

    @Override
    public int defaultRounds() {
        return 2_000;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) {
        long started = System.nanoTime();
        SimulationResult result = TierSimulation.run(settings.seed(), settings.rounds(), new SimulationListener() {
            @Override
            public void progress(SimulationResult soFar) {
                progress.update(report(soFar, started));
                progress.say(soFar.rounds() + " rounds, " + soFar.crashes() + " crashes, "
                        + soFar.violations().size() + " violations");
            }

            @Override
            public void violated(String sentence, List<String> trace) {
                progress.sayViolation(sentence, trace);
            }

            @Override
            public boolean isStopped() {
                return progress.isStopped();
            }
        });
        return report(result, started);
    }

    private AttackReport report(SimulationResult result, long started) {
        Map<String, Long> failpoints = new TreeMap<>();
        result.failpoints().forEach((name, count) -> failpoints.put(name, (long) count));
        Map<String, Long> figures = new TreeMap<>(result.counts());
        figures.put("crashes", result.crashes());
        return new AttackReport(
                name(),
                result.seed(),
                result.rounds(),
                result.crashes() + result.faults(),
                result.inFlight(),
                result.lost(),
                result.wrong(),
                result.violations().size(),
                result.violations(),
                result.digest(),
                failpoints,
                figures,
                List.of(),
                (System.nanoTime() - started) / 1e9);
    }
}
