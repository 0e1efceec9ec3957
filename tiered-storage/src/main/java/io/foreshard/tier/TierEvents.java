package io.foreshard.tier;

import java.time.Duration;

/** Counts the events of the tier and passes them on to the listener of the node. Thread-safe if the listener is. */
final class TierEvents implements TierListener {
    private final TierStatistics statistics;
    private final TierListener listener;

    TierEvents(TierStatistics statistics, TierListener listener) {
        this.statistics = statistics;
        this.listener = listener;
    }

    TierStatistics statistics() {
        return statistics;
    }

    @Override
    public void offloaded(String group, int partitions, long pages, long bytes) {
        listener.offloaded(group, partitions, pages, bytes);
    }

    @Override
    public void recalled(String group, int partitions, long pages, long bytes) {
        listener.recalled(group, partitions, pages, bytes);
    }

    @Override
    public void uploaded(String group, int partitions, long pages, long bytes) {
        listener.uploaded(group, partitions, pages, bytes);
    }

    @Override
    public void budgetExceeded(long localBytes, long budgetBytes, String why) {
        listener.budgetExceeded(localBytes, budgetBytes, why);
    }

    @Override
    public void budgetKept(long localBytes, long budgetBytes) {
        listener.budgetKept(localBytes, budgetBytes);
    }

    @Override
    public void budgetFailed(Exception cause) {
        listener.budgetFailed(cause);
    }

    @Override
    public void temperaturesFailed(Exception cause) {
        listener.temperaturesFailed(cause);
    }

    @Override
    public void released(String group, int partitions, long pages, long bytes) {
        statistics.releasedPages.add(pages);
        listener.released(group, partitions, pages, bytes);
    }

    @Override
    public void releaseFailed(String group, int partition, Exception cause) {
        listener.releaseFailed(group, partition, cause);
    }

    @Override
    public void offloadFailed(String group, int partition, Exception cause) {
        listener.offloadFailed(group, partition, cause);
    }

    @Override
    public void recallFailed(String group, int partition, Exception cause) {
        listener.recallFailed(group, partition, cause);
    }

    @Override
    public void ageingFailed(String group, Exception cause) {
        statistics.failedAgeingRounds.increment();
        listener.ageingFailed(group, cause);
    }

    @Override
    public void changeBlocked(Object change, Exception cause) {
        statistics.blockedChanges.increment();
        statistics.waitingChanges.begin(change, Duration.ZERO);
        listener.changeBlocked(change, cause);
    }

    @Override
    public void fetchedUnderLatch() {
        statistics.latchedFetches.increment();
        listener.fetchedUnderLatch();
    }

    @Override
    public void changeContinued(Object change) {
        statistics.waitingChanges.end(change);
        listener.changeContinued(change);
    }

    @Override
    public void checkpointDelayed(Duration waited) {
        statistics.delayedCheckpoints.begin(Thread.currentThread(), waited);
        listener.checkpointDelayed(waited);
    }

    @Override
    public void checkpointContinued() {
        statistics.delayedCheckpoints.end(Thread.currentThread());
        listener.checkpointContinued();
    }

    @Override
    public void pageLost(Exception cause) {
        listener.pageLost(cause);
    }

    @Override
    public void taskPaused(String task, Exception cause) {
        statistics.pausedTasks.increment();
        listener.taskPaused(task, cause);
    }

    @Override
    public void taskResumed() {
        statistics.pausedTasks.decrement();
        listener.taskResumed();
    }

    @Override
    public void pageDamaged(DamagedPage page) {
        statistics.damagedPages.increment();
        listener.pageDamaged(page);
    }

    @Override
    public void pageHealed(String object, int page) {
        statistics.healedPages.increment();
        listener.pageHealed(object, page);
    }

    @Override
    public void recoveryBlocked(Exception cause) {
        listener.recoveryBlocked(cause);
    }

    @Override
    public void fillFailed(String group, int partition, Exception cause) {
        statistics.failedFills.increment();
        listener.fillFailed(group, partition, cause);
    }

    @Override
    public void offloadsPaused(Exception cause) {
        listener.offloadsPaused(cause);
    }

    @Override
    public void offloadsResumed() {
        listener.offloadsResumed();
    }

    @Override
    public void pageReused(String object, int page) {
        statistics.reusedPages.increment();
        listener.pageReused(object, page);
    }

    @Override
    public void logFailed(String group, Exception cause) {
        listener.logFailed(group, cause);
    }

    @Override
    public void deleteFailed(int objects, Exception cause) {
        statistics.failedDeletions.add(objects);
        listener.deleteFailed(objects, cause);
    }

    @Override
    public void garbageDeleted(int objects) {
        statistics.deletions.add(objects);
        listener.garbageDeleted(objects);
    }

    @Override
    public void namespaceForked(String namespace, String reason) {
        listener.namespaceForked(namespace, reason);
    }

    @Override
    public void namespaceFenced(String namespace, String reason) {
        listener.namespaceFenced(namespace, reason);
    }

    @Override
    public void namespaceRefused(String namespace, String reason) {
        listener.namespaceRefused(namespace, reason);
    }

    @Override
    public void imageUploaded(ImageReport image, Duration elapsed) {
        listener.imageUploaded(image, elapsed);
    }

    @Override
    public void imageFailed(Exception cause) {
        listener.imageFailed(cause);
    }

    @Override
    public void swept(String namespace, SweepReport report) {
        listener.swept(namespace, report);
    }

    @Override
    public void sweepFailed(String namespace, Exception cause) {
        listener.sweepFailed(namespace, cause);
    }
}
