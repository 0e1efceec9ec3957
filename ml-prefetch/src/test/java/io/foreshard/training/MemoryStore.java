package io.foreshard.training;

/** The published versions and decisions of one process. */
final class MemoryStore implements ModelStore {
    private ModelVersions versions = ModelVersions.NONE;
    private TrainingHistory history = TrainingHistory.NONE;

    @Override
    public synchronized ModelVersions versions() {
        return versions;
    }

    @Override
    public synchronized boolean replace(ModelVersions expected, ModelVersions next) {
        boolean same = versions == expected;
        versions = same ? next : versions;
        return same;
    }

    @Override
    public synchronized TrainingHistory history() {
        return history;
    }

    @Override
    public synchronized void append(TrainingDecision decision) {
        history = history.plus(decision);
    }
}
