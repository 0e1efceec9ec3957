package io.foreshard.workbench.demo;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.UserAction;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.shard.ShardReport;
import io.foreshard.tier.TierSize;
import io.foreshard.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The steps of the demo on a started cluster: record and offload the older part of a trace, replay returning users of the newer
 * part without and with prefetch, record the newer part, verify every value, which fills a local budget,
 * heat a shard until it is split, and load one server until partitions move. Not thread-safe.
 */
final class Demo {
    /** Share of the actions that are history before users return. */
    static final double HISTORY_SHARE = .7;

    private static final int ACTIONS_OF_A_ROUND = 1_000;
    /** Sessions replayed before the first round, so that the JVM has compiled the code. */
    private static final int WARM_UP_SESSIONS = 60;
    /** Last second at which a round begins, so that the run ends within five minutes on two cores. */
    private static final long ROUNDS_END_SECONDS = 90;

    private final DemoCluster cluster;
    private final RunDirectory directory;
    private final Trace trace;
    private final DemoRun.Options options;
    private final ReplayClock clock;
    private final Progress progress;
    private final Recorder recorder;

    Demo(
            DemoCluster cluster,
            RunDirectory directory,
            Trace trace,
            ReplayClock clock,
            DemoRun.Options options,
            Progress progress) {
        this.cluster = cluster;
        this.directory = directory;
        this.trace = trace;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.recorder = new Recorder(trace.actions(), clock, progress);
    }

    DemoReport run() throws InterruptedException, IOException {
        long started = System.nanoTime();
        List<UserAction> actions = trace.actions();
        int history = record();
        Split split = offload("offload cold pages");
        long keptBytes = split.allocatedBytes() - split.localBytes() + directory.indexBytes();
        long rows = history + recorder.interests().size();

        List<List<UserAction>> sessions = warmedUp();
        Rounds rounds = new Rounds(this);
        rounds.run(Rounds.deal(sessions, options.rounds()), started + TimeUnit.SECONDS.toNanos(ROUNDS_END_SECONDS));

        DemoReport.FirstScreen firstScreen = firstScreens(sessions);

        recorder.recordUntil(cluster.client(), actions.size(), "record the other 30 %");
        long budgetBytes = FilledBudget.bytes(split.dataBytes());
        startWithBudget(budgetBytes);
        DemoReport.Verification verification = new Verifier(recorder, actions, progress).run(cluster.client());
        DemoReport.Budget budget = release(budgetBytes);
        DemoReport.HotSpot hotSpot = hotSpot();
        DemoReport.Move move = move();
        DemoReport report = new DemoReport(
                trace.name(),
                actions.size(),
                recorder.profiles(),
                recorder.partitionsUsed(),
                recorder.busiestOverMean(),
                shards(),
                hotSpot,
                move,
                new DemoReport.Tier(
                        split.dataBytes(),
                        split.localBytes(),
                        split.dataBytes() - split.localBytes(),
                        keptBytes / Math.max(1, rows),
                        rounds.remoteReads(),
                        rounds.coldReads(),
                        cluster.tierErrors()),
                new DemoReport.NearCache(rounds.nearHitRate()),
                rounds.prefetch(),
                nextType(),
                rounds.readMillis(),
                firstScreen,
                budget,
                verification,
                (System.nanoTime() - started) / 1e9);
        if (options.keep()) {
            offload("offload before the cluster is kept");
        }
        return report;
    }

    /** Compares the reads of returning users without and with prefetching; the other steps of the demo are left out. */
    PrefetchingEvaluation prefetching() throws InterruptedException, IOException {
        record();
        offload("offload cold pages");
        return PrefetchingEvaluation.of(this, trace.name(), Rounds.deal(warmedUp(), options.rounds()));
    }

    /** Records the older part of the trace and returns the number of its actions. */
    private int record() {
        int history = (int) (trace.actions().size() * HISTORY_SHARE);
        recorder.recordUntil(cluster.client(), history, "record 70 % of the actions");
        recorder.storeObjects(cluster.client());
        return history;
    }

    /** Returns the sessions to replay, after some of them were replayed so that the JVM has compiled the code. */
    private List<List<UserAction>> warmedUp() throws InterruptedException, IOException {
        List<List<UserAction>> sessions =
                ReturningSessions.of(trace.actions(), HISTORY_SHARE, options.rounds() * ACTIONS_OF_A_ROUND);
        replay(sessions.subList(0, Math.min(WARM_UP_SESSIONS, sessions.size())), Replay.Prefetching.ON, "warm up");
        return sessions;
    }

    /** Offloads the fetched pages, restarts the cluster so that no page is in memory, and replays sessions. */
    Replay replay(List<List<UserAction>> sessions, Replay.Prefetching prefetching, String step)
            throws InterruptedException, IOException {
        progress.begin(step, sessions.size());
        offloadAll();
        cluster.restart();
        Replay replay = new Replay(cluster, recorder, prefetching);
        replay.run(sessions, progress);
        progress.end();
        return replay;
    }

    private DemoReport.FirstScreen firstScreens(List<List<UserAction>> sessions) throws IOException {
        progress.begin("first screens", 1);
        offloadAll();
        cluster.restart();
        DemoReport.FirstScreen measured = new FirstScreens(cluster)
                .measure(sessions.stream()
                        .map(session -> session.get(0).userId())
                        .distinct()
                        .toList());
        progress.end();
        return measured;
    }

    /** Restarts with a local budget, and offloads all data: from then on trees and free lists are counted apart from data. */
    private void startWithBudget(long budgetBytes) {
        progress.begin("restart with a local budget", 1);
        cluster.restart(budgetBytes);
        offloadAll();
        progress.end();
    }

    private DemoReport.Budget release(long budgetBytes) throws InterruptedException {
        progress.begin("release what exceeds the budget", 1);
        DemoReport.Budget budget = new FilledBudget(cluster, clock, budgetBytes).release();
        progress.end();
        return budget;
    }

    private DemoReport.HotSpot hotSpot() throws InterruptedException {
        progress.begin("split a hot shard, and merge it", 1);
        DemoReport.HotSpot measured = new HotSpot(cluster, recorder).run();
        progress.end();
        return measured;
    }

    private DemoReport.Move move() throws InterruptedException {
        progress.begin("move partitions of a busy server", 1);
        DemoReport.Move measured = new UnevenLoad(cluster, recorder).run();
        progress.end();
        return measured;
    }

    private Split offload(String step) {
        progress.begin(step, 2L * cluster.servers().size());
        Split split = offloadAll();
        progress.end();
        return split;
    }

    private Split offloadAll() {
        List<Foreshard> servers = cluster.servers();
        for (Foreshard server : servers) {
            // The last partition is empty: this waits for a checkpoint, after which the files hold everything.
            server.tier().offload(TableNames.DEFAULT.transactions(), DemoCluster.PARTITIONS - 1);
        }
        List<TierSize> before = sizes();
        for (Foreshard server : servers) {
            server.tier().offload(TableNames.DEFAULT.transactions());
            server.tier().offload(Recorder.OBJECTS);
        }
        return Split.of(before, sizes());
    }

    private List<TierSize> sizes() {
        List<TierSize> sizes = new ArrayList<>();
        for (Foreshard server : cluster.servers()) {
            sizes.add(server.tier().size(TableNames.DEFAULT.transactions()));
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
                        model.accuracy(), model.macroF1(), model.majorityAccuracy(), model.examples(), model.version()))
                .orElse(new DemoReport.NextType(0, 0, 0, 0, 0));
    }

    /**
     * Data pages before and after an offload.
     *
     * @param dataBytes bytes of the data pages
     * @param localBytes of these, bytes still allocated on local disks
     * @param allocatedBytes allocated bytes of the partition files, with trees and free lists
     */
    private record Split(long dataBytes, long localBytes, long allocatedBytes) {
        static Split of(List<TierSize> before, List<TierSize> after) {
            long data = after.stream().mapToLong(TierSize::remoteBytes).sum();
            long allocated = after.stream().mapToLong(TierSize::allocatedBytes).sum();
            long freed = before.stream().mapToLong(TierSize::allocatedBytes).sum() - allocated;
            return new Split(data, Math.max(0, data - freed), allocated);
        }
    }
}
