package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.IgniteException;

/** Writes own keys through data streamers of the client node. Used by one thread. */
final class RowStreamer {
    private static final int KEYS_AT_ONCE = 30;
    private static final int PICKS = 50;
    /** A streamer of a node that stops never ends by itself. */
    private static final long TIMEOUT_MILLIS = 30_000;

    private final Supplier<Ignite> node;
    private final CheckedCalls calls;
    private final OwnKeys keys;
    private final Random random;

    RowStreamer(Supplier<Ignite> node, CheckedCalls calls, OwnKeys keys, long seed) {
        this.node = node;
        this.calls = calls;
        this.keys = keys;
        this.random = new Random(seed);
    }

    /** Streams some rows into one cache. */
    void act() throws InterruptedException {
        String cache = random.nextBoolean() ? ShardTables.TRANSACTIONAL : ShardTables.ATOMIC;
        Map<Long, Optional<Long>> values = new HashMap<>();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            Long key = keys.pick(calls.journal(cache), random, PICKS);
            if (key != null) {
                values.put(key, Optional.of(calls.nextVersion()));
            }
        }
        calls.write(cache, values, () -> stream(node.get(), cache, AttackRow.of(values), TIMEOUT_MILLIS));
    }

    /** Writes rows and waits for all of them. */
    static <V> void stream(Ignite node, String cache, Map<Long, V> rows) throws InterruptedException {
        stream(node, cache, rows, IgniteDataStreamer.DFLT_UNLIMIT_TIMEOUT);
    }

    /** The streamer has a thread of its own, which is never interrupted: with an interrupted one its end polls the requests without a pause, and adds a listener to each, until memory is full. */
    private static <V> void stream(Ignite node, String cache, Map<Long, V> rows, long timeoutMillis)
            throws InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> write(node, cache, rows, timeoutMillis), null);
        Daemons.thread(task).start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IgniteException("Rows cannot be streamed.", e.getCause());
        }
    }

    private static <V> void write(Ignite node, String cache, Map<Long, V> rows, long timeoutMillis) {
        try (IgniteDataStreamer<Long, V> streamer = node.dataStreamer(cache)) {
            streamer.allowOverwrite(true);
            streamer.timeout(timeoutMillis);
            rows.forEach(streamer::addData);
        }
    }
}
