package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.NodeReport.State;
import io.foreshard.plugin.tier.OperationHost.Group;
import io.foreshard.store.StoreSelfTest.Verdict;
import io.foreshard.tier.ImageReport;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.SweepReport;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierException;
import io.foreshard.tier.TieredPartition;
import io.foreshard.tier.VerifyReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One task on one server: moves its partitions in small batches, so that it has progress and can be cancelled between them. Never interrupted, because an
 * interrupt may close the file that its thread uses. Thread-safe; runs once.
 */
final class TierRun implements Runnable {
    /** Two for each thread that moves partitions: a smaller batch leaves threads idle, a larger one delays a cancellation. */
    private static final int BATCH = 16;
    /** Batches with a failure, one after the other, after which a run ends: the store is out of order. */
    private static final int MOST_FAILED_BATCHES = 3;

    private static final int MOST_MESSAGES = 5;

    private final TierTask task;
    private final List<Group> groups;
    private final OperationHost host;
    private final Tier tier;
    private final ClusterPins pins;
    private final Supplier<Verdict> selfTest;
    private final Optional<String> warning;
    private final Figures figures = new Figures();
    private final List<String> messages = new ArrayList<>();
    private final List<String> conclusions = new ArrayList<>();
    private final Map<Group, List<Integer>> scope = new LinkedHashMap<>();
    private State state = State.RUNNING;
    private boolean isCancelled;
    private boolean hasFailed;
    private int suppressedMessages;

    TierRun(
            TierTask task,
            List<Group> groups,
            OperationHost host,
            Tier tier,
            ClusterPins pins,
            Supplier<Verdict> selfTest,
            Optional<String> warning) {
        this.task = task;
        this.groups = groups;
        this.host = host;
        this.tier = tier;
        this.pins = pins;
        this.selfTest = selfTest;
        this.warning = warning;
    }

    /**
     * Finds the partitions of the task; to be called before the run.
     *
     * @throws IllegalArgumentException if the disk is too small for a recall, or an offload concerns pinned partitions
     */
    void prepare() {
        long remoteBytes = 0;
        for (Group group : task.verb().isPinning() ? List.<Group>of() : groups) {
            BitSet wanted = task.partitions(group);
            if (task.verb() == TierVerb.OFFLOAD) {
                leaveOutPinned(group, wanted);
            }
            List<Integer> partitions =
                    host.partitions(group).keySet().stream().filter(wanted::get).toList();
            if (!partitions.isEmpty()) {
                scope.put(group, partitions);
                figures.add(group.name(), TierFigure.PARTITIONS, partitions.size());
                remoteBytes += remoteBytes(group, partitions);
            }
        }
        boolean recalls = task.verb() == TierVerb.RECALL || task.verb() == TierVerb.RESTORE;
        long free = recalls ? host.freeBytes() : Long.MAX_VALUE;
        if (recalls && remoteBytes > free) {
            String sentence = "The recall needs " + remoteBytes + " bytes on disk, and " + free
                    + " are free: free more, or recall fewer partitions.";
            if (!task.isDryRun()) {
                throw new IllegalArgumentException(sentence);
            }
            message(sentence);
        }
    }

    /** An offload of all partitions leaves out the pinned ones; one that names them is refused. */
    private void leaveOutPinned(Group group, BitSet wanted) {
        BitSet pinned = pins.pins().of(group.name());
        pinned.and(wanted);
        if (pinned.isEmpty()) {
            return;
        }
        if (task.isLimited() || pinned.equals(wanted)) {
            throw new IllegalArgumentException("Partitions " + pinned + " of '" + group.name()
                    + "' are pinned, so their pages stay local: unpin them first, with --tier unpin.");
        }
        wanted.andNot(pinned);
        conclude(pinned.cardinality() + " partitions of '" + group.name()
                + "' are pinned and stay local; --tier unpin ends that.");
    }

    synchronized NodeReport report() {
        List<String> all = new ArrayList<>(messages);
        if (suppressedMessages > 0) {
            all.add("There are " + suppressedMessages + " further messages.");
        }
        all.addAll(conclusions);
        return new NodeReport(host.node(), state, figures, all);
    }

    /** Returns a line for the status of the server. */
    String line() {
        NodeReport report = report();
        return "Running: " + task + ", " + report.figure(TierFigure.DONE) + " of "
                + report.figure(TierFigure.PARTITIONS) + " partitions done; id " + task.id() + ".";
    }

    synchronized void cancel() {
        isCancelled = true;
    }

    private synchronized boolean isCancelled() {
        return isCancelled;
    }

    @Override
    public void run() {
        try {
            work();
        } catch (RuntimeException e) {
            failed(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            end();
        }
    }

    private synchronized void end() {
        if (hasFailed) {
            state = State.FAILED;
        } else if (isCancelled) {
            conclude("Cancelled; partitions done before stay as they are.");
            state = State.CANCELLED;
        } else {
            state = State.DONE;
        }
    }

    private void work() {
        if (task.isDryRun() && task.verb() != TierVerb.COLLECT_GARBAGE) {
            scope.forEach(this::measure);
            return;
        }
        switch (task.verb()) {
            case STATUS -> throw new IllegalStateException("The status is no run.");
            case OFFLOAD -> inBatches((group, batch) -> moved(group, batch, tier::offload));
            case RECALL, RESTORE -> {
                inBatches((group, batch) -> moved(group, batch, tier::recall));
                warning.ifPresent(this::conclude);
            }
            case VERIFY -> inBatches(this::verify);
            case PIN -> changePins(pins::pin);
            case UNPIN -> changePins(pins::unpin);
            case COLLECT_GARBAGE -> collectGarbage();
            case UPLOAD_IMAGE -> uploadImage();
            case SELF_TEST -> selfTest();
        }
    }

    private void measure(Group group, List<Integer> partitions) {
        long fileBytes = partitions.stream()
                .mapToLong(partition -> host.fileBytes(group, partition))
                .sum();
        figures.add(group.name(), TierFigure.FILE_BYTES, fileBytes)
                .add(group.name(), TierFigure.REMOTE_BYTES, remoteBytes(group, partitions));
    }

    private long remoteBytes(Group group, List<Integer> partitions) {
        Map<Integer, TieredPartition> present = host.partitions(group);
        return partitions.stream()
                .map(present::get)
                .filter(partition -> partition != null)
                .mapToLong(partition -> (long) partition.remotePages() * partition.pageBytes())
                .sum();
    }

    /** The work on a few partitions of a group. */
    private interface Batch {
        void run(Group group, List<Integer> partitions);
    }

    /** A method of the tier that moves pages. */
    private interface Move {
        MovedPages run(String group, int... partitions);
    }

    private void inBatches(Batch work) {
        int failures = 0;
        for (Map.Entry<Group, List<Integer>> entry : scope.entrySet()) {
            List<Integer> partitions = entry.getValue();
            for (int from = 0; from < partitions.size(); from += BATCH) {
                if (isCancelled()) {
                    return;
                }
                List<Integer> batch = partitions.subList(from, Math.min(partitions.size(), from + BATCH));
                failures = succeeds(entry.getKey(), batch, work) ? 0 : failures + 1;
                if (failures == MOST_FAILED_BATCHES) {
                    conclude("Stopped after failures in " + failures + " batches of partitions, one after the other.");
                    return;
                }
            }
        }
    }

    private boolean succeeds(Group group, List<Integer> batch, Batch work) {
        try {
            work.run(group, batch);
            figures.add(group.name(), TierFigure.DONE, batch.size());
            return true;
        } catch (TierException e) {
            // An exception without partitions concerns all: a refusal, or a failed checkpoint.
            int failed = e.failedPartitions().isEmpty()
                    ? batch.size()
                    : e.failedPartitions().size();
            figures.add(group.name(), TierFigure.FAILED, failed)
                    .add(group.name(), TierFigure.DONE, Math.max(0, batch.size() - failed));
            failed(e.getMessage());
            for (Throwable further : e.getSuppressed()) {
                failed(further.getMessage());
            }
            return false;
        }
    }

    private void moved(Group group, List<Integer> batch, Move move) {
        try {
            count(group, move.run(group.name(), numbers(batch)));
        } catch (TierException e) {
            count(group, e.moved());
            throw e;
        }
    }

    private void count(Group group, MovedPages moved) {
        figures.add(group.name(), TierFigure.PAGES, moved.pages()).add(group.name(), TierFigure.BYTES, moved.bytes());
    }

    private void verify(Group group, List<Integer> batch) {
        VerifyReport report = tier.verify(group.name(), numbers(batch));
        figures.add(group.name(), TierFigure.OBJECTS, report.objects())
                .add(group.name(), TierFigure.PAGES, report.pages())
                .add(group.name(), TierFigure.BYTES, report.bytes())
                .add(group.name(), TierFigure.HEALED, report.healed())
                .add(group.name(), TierFigure.LOST, report.lost());
        report.damages().forEach(report.lost() > 0 ? this::failed : this::message);
    }

    private static int[] numbers(List<Integer> batch) {
        return batch.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A method of the pins that changes those of a group. */
    private interface PinChange {
        BitSet run(String group, BitSet partitions, Set<String> groups);
    }

    private void changePins(PinChange change) {
        Set<String> present = host.groups().stream().map(Group::name).collect(Collectors.toSet());
        for (Group group : groups) {
            BitSet pinned = change.run(group.name(), task.partitions(group), present);
            conclude(pinned.cardinality() + " of " + group.partitions() + " partitions of '" + group.name()
                    + "' are pinned.");
        }
    }

    private void collectGarbage() {
        SweepReport report = tier.collectGarbage(task.isDryRun());
        figures.add(NodeReport.NO_GROUP, TierFigure.OBJECTS, report.listed())
                .add(NodeReport.NO_GROUP, TierFigure.DELETED, report.deletedObjects())
                .add(NodeReport.NO_GROUP, TierFigure.DELETED_BYTES, report.deletedBytes())
                .add(NodeReport.NO_GROUP, TierFigure.WAITING, report.waitingObjects())
                .add(NodeReport.NO_GROUP, TierFigure.WAITING_BYTES, report.waitingBytes());
        report.skipped().forEach(this::message);
    }

    private void uploadImage() {
        ImageReport image = tier.uploadImage();
        figures.add(NodeReport.NO_GROUP, TierFigure.PAGES, image.pages())
                .add(NodeReport.NO_GROUP, TierFigure.BYTES, image.bytes());
        message("The image is as of " + image.begun() + ".");
    }

    private void selfTest() {
        Verdict verdict = selfTest.get();
        if (verdict.usable()) {
            message(verdict.sentence());
        } else {
            failed(verdict.sentence());
        }
    }

    /** Adds a sentence that is kept however many messages there are. */
    private synchronized void conclude(String sentence) {
        conclusions.add(sentence);
    }

    private synchronized void failed(String sentence) {
        hasFailed = true;
        message(sentence);
    }

    private synchronized void message(String sentence) {
        if (messages.size() < MOST_MESSAGES) {
            messages.add(sentence);
        } else {
            suppressedMessages++;
        }
    }
}
