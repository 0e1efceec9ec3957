package io.foreshard.plugin.node;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreSelfTest;
import io.foreshard.store.StoreSelfTest.ConditionalWrites;
import io.foreshard.store.StoreSelfTest.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The self-test of the object store of a node: at the start, and before the first offload if the start could not tell whether writes keep their
 * conditions. A store whose writes do not is refused for offloading, because two writers would overwrite each other. Thread-safe; one test at a time.
 */
final class StoreCheck {
    /** Age at which what a killed writer left in the store is deleted: no write takes that long. */
    private static final Duration UNFINISHED = Duration.ofDays(1);

    private final ObjectStore store;
    private final EventLog events;
    private Verdict verdict;

    /** @param store the store behind a guard without a listener, so that calls of the test are not reported as events */
    StoreCheck(ObjectStore store, EventLog events) {
        this.store = store;
        this.events = events;
    }

    /**
     * Tests the store, reports the result, and deletes files of killed writers. An unusable store does not stop the start: local rows need no store. Returns
     * the verdict.
     */
    synchronized Verdict run() {
        return run(false);
    }

    /** As {@link #run}, with a large object and a listing of more than 1,000: for an operator who asks. */
    synchronized Verdict runThoroughly() {
        return run(true);
    }

    private Verdict run(boolean isThorough) {
        verdict = StoreSelfTest.run(store, isThorough, Clock.systemUTC());
        events.report(
                verdict.usable() ? Event.STORE_USABLE : Event.STORE_UNUSABLE,
                verdict.sentence(),
                verdict.failure().orElse(null));
        if (verdict.usable()) {
            deleteUnfinished();
        }
        return verdict;
    }

    private void deleteUnfinished() {
        try {
            store.deleteUnfinished(UNFINISHED);
        } catch (ObjectStoreException e) {
            events.report(
                    Event.DELETE_FAILED,
                    "Files of killed writers in the object store were not deleted; the next start tries again.",
                    e);
        }
    }

    /** Returns why nothing may be offloaded to the store; empty if its writes keep their conditions. */
    synchronized Optional<String> refusal() {
        if (verdict == null || verdict.conditionalWrites() == ConditionalWrites.UNKNOWN) {
            run();
        }
        return verdict.conditionalWrites() == ConditionalWrites.WORK
                ? Optional.empty()
                : Optional.of("Nothing is offloaded. " + verdict.sentence());
    }
}
