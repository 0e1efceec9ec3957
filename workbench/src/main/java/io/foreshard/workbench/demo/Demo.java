package io.foreshard.workbench.demo;

import io.foreshard.ingest.UserAction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.plugin.table.ProfiledTables;
import io.foreshard.tier.TierSize;
import io.foreshard.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the demo on a started cluster: the older part of a trace is recorded and leaves, returning users of the newer part are
 * replayed twice from the same state, then the newer part is recorded too and every value is verified. Not thread-safe.
 */
final class Demo {
    private static final double HISTORY_SHARE = .7;
    private static final int REPLAYED_ACTIONS = 2_000;
    /** One part of so many warms the JVM up, so that the order of the two replays means little. */
    private static final int WARM_UP = 8;

    private final DemoCluster cluster;
    private final Trace trace;
    private final Progress progress;
    private final Recorder recorder;

    Demo(DemoCluster cluster, Trace trace, ReplayClock clock, Progress progress) {
        this.cluster = cluster;
        this.trace = trace;
        this.progress = progress;
        this.recorder = new Recorder(trace.actions(), clock, progress);
    }

    DemoReport run() throws InterruptedException, IOException {
        long started = System.nanoTime();
        List<UserAction> actions = trace.actions();
        int history = (int) (actions.size() * HISTORY_SHARE);
        recorder.recordUntil(cluster.client(), history, "record the history");
        recorder.storeObjects(cluster.client());
        DemoReport.Split split = offload("let cold pages leave");
        long kept = split.allocatedBytes() - split.localBytes() + cluster.indexBytes();
        long rows = history + recorder.interests().size();
        List<List<UserAction>> sessions = ReturningSessions.of(actions, HISTORY_SHARE, REPLAYED_ACTIONS);

        replay(sessions.subList(0, sessions.size() / WARM_UP), false, "warm up");
        Replay without = replay(sessions, false, "replay users without prefetch");
        Replay with = replay(sessions, true, "replay users with prefetch");

        recorder.recordUntil(cluster.client(), actions.size(), "record the rest");
        DemoReport.Verification verification = new Verifier(recorder, actions, progress).run(cluster.client());
        return new DemoReport(
                trace.name(),
                actions.size(),
                recorder.profiles(),
                recorder.partitionsUsed(),
                recorder.busiestOverMean(),
                shards(),
                new DemoReport.Tier(
                        split.dataBytes(),
                        split.localBytes(),
                        split.dataBytes() - split.localBytes(),
                        kept / Math.max(1, rows),
                        with.remoteReads() + without.remoteReads(),
                        (double) without.remoteReads() / Math.max(1, without.reads()),
                        cluster.tierErrors()),
                new DemoReport.NearCache(with.nearHitRate()),
                with.prefetch(),
                nextType(),
                new DemoReport.ReadMillis(with.latency(), without.latency()),
                verification,
                (System.nanoTime() - started) / 1e9);
    }

    /** Lets what came back leave again, restarts the cluster, so that nothing is in memory, and replays sessions. */
    private Replay replay(List<List<UserAction>> sessions, boolean prefetching, String step)
            throws InterruptedException {
        offload("let cold pages leave again");
        cluster.restart();
        Replay replay = new Replay(cluster, recorder, prefetching);
        replay.run(sessions, progress, step);
        return replay;
    }

    /** Lets all data pages leave. */
    private DemoReport.Split offload(String step) {
        List<Foreshard> servers = cluster.servers();
        progress.begin(step, 2L * servers.size());
        for (Foreshard server : servers) {
            // A partition that is empty: for the checkpoint, after which the files hold everything.
            server.tier().offload(ProfiledTables.TRANSACTIONS, DemoCluster.PARTITIONS - 1);
        }
        List<TierSize> before = sizes();
        int done = 0;
        for (Foreshard server : servers) {
            server.tier().offload(ProfiledTables.TRANSACTIONS);
            progress.at(++done);
            server.tier().offload(Recorder.OBJECTS);
            progress.at(++done);
        }
        List<TierSize> after = sizes();
        progress.end();
        return DemoReport.Split.of(before, after);
    }

    private List<TierSize> sizes() {
        List<TierSize> sizes = new ArrayList<>();
        for (Foreshard server : cluster.servers()) {
            sizes.add(server.tier().size(ProfiledTables.TRANSACTIONS));
            sizes.add(server.tier().size(Recorder.OBJECTS));
        }
        return sizes;
    }

    private DemoReport.Shards shards() {
        ShardReport report = cluster.servers().get(0).shards().orElse(null);
        return report == null
                ? new DemoReport.Shards(0, 0, 0)
                : new DemoReport.Shards(
                        report.catalogue().shards().size(),
                        report.catalogue().splits(),
                        report.catalogue().merges());
    }

    private DemoReport.NextType nextType() {
        return cluster.servers()
                .get(0)
                .model()
                .map(model -> new DemoReport.NextType(
                        model.accuracy(), model.macroF1(), model.majorityAccuracy(), model.version()))
                .orElse(new DemoReport.NextType(0, 0, 0, 0));
    }
}
