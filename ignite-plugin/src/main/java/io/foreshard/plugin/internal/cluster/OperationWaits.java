package io.foreshard.plugin.internal.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.IgniteCacheDatabaseSharedManager;
import org.apache.ignite.internal.util.StripedExecutor;

/**
 * The time that an operation waits on this server before it touches a row, by probes: each 5 ms one is put behind the operations of a stripe of Ignite, of one
 * stripe after the other, and takes the read lock of checkpoints as a write does.
 *
 * <p>A stripe has at most one probe at a time. A fetch of a cold row can hold a stripe for a second: it then delays one of the 200 probes of that second, which the
 * 99th percentile ignores. If fetches hold all stripes, the percentile is that of the delayed probes. Thread-safe.
 */
public final class OperationWaits {
    private static final long PERIOD_MILLIS = 5;
    private static final int PROBES = 200;
    private static final double QUANTILE = 0.99;

    private final StripedExecutor stripes;
    private final IgniteCacheDatabaseSharedManager database;
    private final LongConsumer second;
    /** Begin of the probe that a stripe has; 0 if it has none. */
    private final long[] begun;

    private List<Long> waits = new ArrayList<>();
    private int probes;

    private OperationWaits(GridKernalContext context, LongConsumer second) {
        stripes = context.pools().getStripedExecutorService();
        database = context.cache().context().database();
        this.second = second;
        begun = new long[stripes.stripesCount()];
    }

    /**
     * Begins on a server that has joined, and goes on until the timer is shut down.
     *
     * @param second receives the 99th percentile of each second, in nanoseconds
     */
    public static void begin(Ignite ignite, ScheduledExecutorService timer, LongConsumer second) {
        OperationWaits waits = new OperationWaits(((IgniteEx) ignite).context(), second);
        timer.scheduleAtFixedRate(waits::probe, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void probe() {
        int stripe = probes++ % begun.length;
        if (begins(stripe)) {
            stripes.execute(stripe, () -> run(stripe));
        }
        if (probes % PROBES == 0) {
            second.accept(percentile(takeWaits()));
        }
    }

    private synchronized boolean begins(int stripe) {
        if (begun[stripe] != 0) {
            return false;
        }
        begun[stripe] = System.nanoTime();
        return true;
    }

    private void run(int stripe) {
        try {
            database.checkpointReadLock();
            database.checkpointReadUnlock();
        } catch (IgniteException e) {
            // The node or its caches stop. What the probe has waited counts.
        } finally {
            end(stripe);
        }
    }

    /** Whatever ends the probe: one that never ended would count as a wait that grows, and hold moves at their least pace. */
    private synchronized void end(int stripe) {
        waits.add(System.nanoTime() - begun[stripe]);
        begun[stripe] = 0;
    }

    /** Returns the waits of the second; those of probes that still wait, until now. */
    private synchronized List<Long> takeWaits() {
        List<Long> taken = waits;
        waits = new ArrayList<>();
        long now = System.nanoTime();
        for (long begin : begun) {
            if (begin != 0) {
                taken.add(now - begin);
            }
        }
        return taken;
    }

    /** Returns the 99th percentile; 0 if there is no wait. */
    static long percentile(List<Long> waits) {
        if (waits.isEmpty()) {
            return 0;
        }
        Collections.sort(waits);
        return waits.get((int) (QUANTILE * (waits.size() - 1)));
    }
}
