package io.foreshard.tier;

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
    public void changeBlocked(Exception cause) {
        statistics.blockedChanges.increment();
        listener.changeBlocked(cause);
    }

    @Override
    public void changeHopeless(Exception cause) {
        listener.changeHopeless(cause);
    }

    @Override
    public void pageCorrupt(String object, int page) {
        statistics.errors.increment();
        listener.pageCorrupt(object, page);
    }

    @Override
    public void deleteFailed(int objects, Exception cause) {
        statistics.orphans.add(objects);
        listener.deleteFailed(objects, cause);
    }

    @Override
    public void orphansDeleted(int objects) {
        statistics.deletedOrphans.add(objects);
        listener.orphansDeleted(objects);
    }
}
