package io.foreshard.tier;

import java.io.IOException;
import java.util.Set;

/** The residency logs of caches that were destroyed while this node was down: deleted when the grace has passed. Thread-safe. */
final class UnusedLogs {
    private final Residencies residencies;
    private final PartitionHost host;
    private final DeadObjects dead;
    private final TierListener listener;

    /** @param dead remembers since when a log is unused */
    UnusedLogs(Residencies residencies, PartitionHost host, DeadObjects dead, TierListener listener) {
        this.residencies = residencies;
        this.host = host;
        this.dead = dead;
        this.listener = listener;
    }

    /** Deletes the logs that have been unused for the grace. Does not fail: a failure is an event, and the next sweep tries again. */
    void sweep() {
        try {
            Set<String> unopened = residencies.unopened();
            dead.keepOnly(unopened::contains);
            for (String directory : unopened) {
                sweep(directory);
            }
        } catch (IOException e) {
            listener.logFailed("caches that do not exist any more", e);
        }
    }

    private void sweep(String directory) throws IOException {
        if (host.hasDirectory(directory).orElse(true)) {
            dead.forget(directory);
        } else if (dead.isDue(directory, 0)) {
            residencies.deleteUnopened(directory);
            dead.forget(directory);
        }
    }
}
