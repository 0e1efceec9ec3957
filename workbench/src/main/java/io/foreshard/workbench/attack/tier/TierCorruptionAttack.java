package io.foreshard.workbench.attack.tier;

import io.foreshard.tier.testing.CorruptionResult;
import io.foreshard.tier.testing.SimulationListener;
import io.foreshard.tier.testing.TierCorruption;
import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Corrupts one thing at a time on the disk or in the store of a simulated machine at rest; a round is one corruption. Immutable. */
public final class TierCorruptionAttack implements Attack {
    @Override
    public String name() {
        return "tier-corruption";
    }

    @Override
    public String description() {
        return "one corruption at a time on the disk or in the store of a machine at rest.";
    }

    @Override
    public int defaultRounds() {
        return 10_000;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) {
        long started = System.nanoTime();
        CorruptionResult result = TierCorruption.run(settings.seed(), settings.rounds(), new SimulationListener() {
            @Override
            public void progress(CorruptionResult soFar) {
                progress.update(report(soFar, started));
                progress.say(soFar.injections() + " corruptions, "
                        + soFar.violations().size() + " violations");
            }

            @Override
            public void violated(String sentence, List<String> trace) {
                progress.say(sentence);
            }

            @Override
            public boolean isStopped() {
                return progress.isStopped();
            }
        });
        return report(result, started);
    }

    private AttackReport report(CorruptionResult result, long started) {
        Map<String, Long> failpoints = new TreeMap<>();
        result.kinds().forEach((name, count) -> failpoints.put(name, (long) count));
        Map<String, Long> figures = new TreeMap<>();
        figures.put("refused at open", result.refused());
        figures.put("found by a fetch", result.failed());
        figures.put("found by a verification or move", result.verified());
        figures.put("healed", result.healed());
        figures.put("harmless", result.harmless());
        return new AttackReport(
                name(),
                result.seed(),
                result.injections(),
                result.injections(),
                0,
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
