package io.foreshard.plugin.internal.page;

import java.io.IOException;

/** The last step of a checkpoint: all pages are written and durable, but the checkpoint is not marked as ended. */
@FunctionalInterface
public interface CheckpointEnd {
    /**
     * Runs the step; called once for each data region with persistence.
     *
     * @throws IOException if it failed: the checkpoint fails, and a restart repeats it
     */
    void run() throws IOException;
}
