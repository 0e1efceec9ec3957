package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClusterRuns;
import io.foreshard.workbench.attack.outage.ObjectService;
import io.foreshard.workbench.machine.PortBlock;
import java.io.IOException;
import java.util.List;

/** Moves, splits and merges shards while servers are killed, join and leave and clients write; then compares every acknowledged write and all copies. Immutable. */
public final class ShardsKill implements Attack {
    @Override
    public String name() {
        return "shards-kill";
    }

    @Override
    public String description() {
        return "kill -9, joins and restarts of servers while shards move and clients write.";
    }

    @Override
    public int defaultRounds() {
        return 10;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) throws IOException, InterruptedException {
        Tally tally = new Tally(name(), settings.seed());
        List<StrikePlan> plans = StrikePlan.of(settings.seed(), settings.rounds(), settings.only());
        plans.forEach(plan -> tally.digest(plan.toString()));
        try (PortBlock first = PortBlock.reserve();
                PortBlock second = PortBlock.reserve();
                ObjectService service = ObjectService.start(second.metrics(0))) {
            if (settings.withoutSafeguards()) {
                return ClusterRuns.run(
                        settings.withRounds(1),
                        progress,
                        tally,
                        name(),
                        (data, classes) -> new UnguardedRounds(
                                new ShardCluster(data, List.of(first, second), false, service, classes),
                                tally,
                                progress,
                                settings));
            }
            return ClusterRuns.run(
                    settings,
                    progress,
                    tally,
                    name(),
                    (data, classes) -> new ShardCampaign(
                            new ShardCluster(data, List.of(first, second), true, service, classes),
                            plans,
                            tally,
                            progress,
                            settings.seed()));
        }
    }
}
