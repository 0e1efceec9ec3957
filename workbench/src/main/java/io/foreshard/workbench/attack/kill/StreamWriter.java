package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.Operations;
import io.foreshard.workbench.attack.cluster.OwnKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Writes own keys through data streamers of the servers. Used by one thread. */
final class StreamWriter {
    private static final int KEYS_AT_ONCE = 30;
    private static final int PICKS = 50;

    private final KillCluster cluster;
    private final Operations operations;
    private final OwnKeys keys;
    private final Random random;

    StreamWriter(KillCluster cluster, Operations operations, OwnKeys keys, long seed) {
        this.cluster = cluster;
        this.operations = operations;
        this.keys = keys;
        this.random = new Random(seed);
    }

    /** Streams some rows into one cache. */
    void act() throws InterruptedException {
        String cache = random.nextBoolean() ? KillTables.TRANSACTIONAL : KillTables.ATOMIC;
        ServerProcess server = cluster.server(random.nextInt(KillCluster.SERVERS));
        if (!server.process().isServing()) {
            return; // nothing was sent, so nothing is unsure
        }
        long version = operations.nextVersion();
        Map<Long, Optional<Long>> values = new HashMap<>();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            Long key = keys.pick(operations.journal(cache), random, PICKS);
            if (key != null) {
                values.put(key, Optional.of(version));
            }
        }
        List<Long> streamed = new ArrayList<>(values.keySet());
        operations.write(operations.journal(cache), values, () -> {
            if (!server.stream(cache, version, streamed)) {
                throw new IllegalStateException("The streamer did not acknowledge.");
            }
        });
    }
}
