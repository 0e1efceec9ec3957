package io.foreshard.workbench.attack.kill;

import io.foreshard.tier.Tier;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.FlightRecorder;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Count;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Work;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ignite.IgniteException;

/** Three threads of a server that offload and recall random partitions and delete garbage without end, while they are asked to. Thread-safe. */
final class Moves {
    private static final List<String> CACHES = KillTables.tieredCaches();
    private static final int RECALLED_PARTITIONS = 3;
    private static final int OFFLOADED_PARTITIONS = 8;
    private static final int PAUSE_MILLIS = 250;
    private static final int GARBAGE_PAUSE_MILLIS = 500;
    private static final long RETRY_MILLIS = 100;

    private final Supplier<Tier> tier;
    private final FlightRecorder recorder;
    private final ServerSettings settings;
    private boolean moving;
    private int running;
    private boolean started;

    Moves(Supplier<Tier> tier, FlightRecorder recorder, ServerSettings settings) {
        this.tier = tier;
        this.recorder = recorder;
        this.settings = settings;
    }

    synchronized void begin() {
        moving = true;
        if (!started && settings.tiered()) {
            started = true;
            Daemons.thread(() -> loop(Work.OFFLOAD)).start();
            Daemons.thread(() -> loop(Work.RECALL)).start();
            Daemons.thread(() -> loop(Work.GARBAGE)).start();
        }
        notifyAll();
    }

    /** Begins no further move, and runs an action when the last one has ended. */
    synchronized void rest(Runnable then) {
        moving = false;
        Daemons.thread(() -> {
                    synchronized (this) {
                        await(() -> running == 0);
                    }
                    awaitStore();
                    then.run();
                })
                .start();
    }

    /** After an outage the store counts as silent for some seconds, so it is asked until it answers. */
    private void awaitStore() {
        while (recorder.get(Count.OUTAGE_CALLS) > 0
                && settings.tiered()
                && tier.get().collectGarbage(true).listed() == 0) {
            pause(RETRY_MILLIS);
        }
    }

    private void loop(Work work) {
        Random random = new Random(settings.seed() + work.ordinal());
        while (true) {
            synchronized (this) {
                await(() -> moving);
                running++;
            }
            try {
                move(work, random);
            } finally {
                synchronized (this) {
                    running--;
                    notifyAll();
                }
            }
            pause(random.nextInt(work == Work.GARBAGE ? GARBAGE_PAUSE_MILLIS : PAUSE_MILLIS));
        }
    }

    private void move(Work work, Random random) {
        Tier moved;
        try {
            moved = tier.get();
        } catch (IgniteException e) {
            pause(RETRY_MILLIS); // the cluster is not active yet
            return;
        }
        String cache = CACHES.get(random.nextInt(CACHES.size()));
        recorder.begin(work);
        try {
            switch (work) {
                case OFFLOAD -> moved.offload(
                        cache, random.nextInt(3) == 0 ? new int[0] : partitions(cache, random, OFFLOADED_PARTITIONS));
                case RECALL -> moved.recall(cache, partitions(cache, random, RECALLED_PARTITIONS));
                case GARBAGE -> moved.collectGarbage(false);
                case UPLOAD, COMMIT, FETCH, DELETE, REBALANCE -> throw new IllegalArgumentException(
                        work + " is no call of the tier.");
            }
        } catch (RuntimeException e) {
            recorder.count(Count.MOVES_FAILED);
            ServerMain.say(ServerMain.MOVE_FAILED + " " + work + " of " + cache + ": "
                    + e.toString().replaceAll("\\s+", " "));
        } finally {
            recorder.end(work);
        }
    }

    private static int[] partitions(String cache, Random random, int count) {
        return random.ints(count, 0, KillTables.partitions(cache)).distinct().toArray();
    }

    private synchronized void await(java.util.function.BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Only the end of the process ends the moves.", e);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Only the end of the process ends the moves.", e);
        }
    }
}
