package io.foreshard.tier;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The rule that uploads an image of the node's disk when the last one is older than a duration, also over restarts. Polls every tenth of it, clamped to 1 s to
 * 5 min; an image that failed is tried again at the next poll. Thread-safe.
 */
public final class ImageSchedule implements AutoCloseable {
    private static final long MIN_PERIOD_MILLIS = 1_000;
    private static final long MAX_PERIOD_MILLIS = 300_000;
    private static final int POLLS_PER_IMAGE = 10;

    private final TieredStorage storage;
    private final ScheduledExecutorService executor;
    private final Duration every;
    private volatile Future<?> polling;

    /**
     * Creates the schedule; takes no image before {@link #start}.
     *
     * @param executor runs the polls and waits for the images; the caller shuts it down
     */
    public ImageSchedule(TieredStorage storage, ScheduledExecutorService executor, Duration every) {
        this.storage = storage;
        this.executor = executor;
        this.every = every;
    }

    /** Starts polling; to be called once, when the node has joined. */
    public void start() {
        long period = Math.min(MAX_PERIOD_MILLIS, Math.max(MIN_PERIOD_MILLIS, every.toMillis() / POLLS_PER_IMAGE));
        polling = executor.scheduleWithFixedDelay(this::poll, period, period, TimeUnit.MILLISECONDS);
    }

    /** Takes an image if one is due. */
    void poll() {
        try {
            storage.uploadImageOlderThan(every);
        } catch (TierException e) {
            return; // an event was reported; the next poll tries again
        }
    }

    /** Ends the polling and interrupts an image that is being taken. */
    @Override
    public void close() {
        if (polling != null) {
            polling.cancel(true);
        }
    }
}
