package io.foreshard.workbench.attack.shard;

import io.foreshard.shard.protocol.ProtocolListener;
import io.foreshard.shard.protocol.ProtocolResult;
import io.foreshard.shard.protocol.ProtocolSimulation;
import io.foreshard.shard.protocol.Safeguard;
import io.foreshard.shard.protocol.Violation;
import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The attack {@code shards-simulation}: the model of the protocol of placements with the placement and the planner of production. Immutable. */
public final class ShardsSimulationAttack implements Attack {
    @Override
    public String name() {
        return "shards-simulation";
    }

    @Override
    public String description() {
        return "a model of placements that change while servers crash, restart and join.";
    }

    @Override
    public int defaultRounds() {
        return 2_000;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) {
        long started = System.nanoTime();
        ProtocolResult result = ProtocolSimulation.run(
                settings.seed(), settings.rounds(), EnumSet.allOf(Safeguard.class), new ProtocolListener() {
                    @Override
                    public void progress(ProtocolResult soFar) {
                        progress.update(report(soFar, started));
                        progress.say(soFar.rounds() + " rounds, " + soFar.count("crashes") + " crashes, "
                                + soFar.violations().size() + " violations");
                    }

                    @Override
                    public void violated(String sentence, List<String> steps) {
                        progress.sayViolation(sentence, steps);
                    }

                    @Override
                    public boolean isStopped() {
                        return progress.isStopped();
                    }
                });
        return report(result, started);
    }

    private AttackReport report(ProtocolResult result, long started) {
        Map<String, Long> figures = new TreeMap<>(result.counts());
        return new AttackReport(
                name(),
                result.seed(),
                result.rounds(),
                result.count("crashes") + result.count("oldFiles"),
                result.count("crashesInFlight"),
                result.count(Violation.LOST_ROW.label()),
                result.count(Violation.WRONG_ROW.label()),
                result.violations().size(),
                result.violations(),
                result.digest(),
                Map.of(),
                figures,
                List.of(),
                (System.nanoTime() - started) / 1e9);
    }
}
