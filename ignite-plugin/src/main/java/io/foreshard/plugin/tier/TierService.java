package io.foreshard.plugin.tier;

import java.util.UUID;

/**
 * The operations on the tier of one server, called by the coordinators of all nodes and clients; applications use {@link ClusterTier}. Each call answers
 * at once and reports failures instead of throwing them, because thin clients receive only the text of an exception. Thread-safe.
 */
public interface TierService {
    /** Starts a task, unless it was started before; returns its report. */
    NodeReport start(TierTask task);

    /** Returns the report of a task that was started before. */
    NodeReport poll(UUID task);

    /** Cancels a task. */
    NodeReport cancel(UUID task);
}
