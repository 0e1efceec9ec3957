package io.foreshard.store;

import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Four writers that replace the same version of one object at the same time, ten times: exactly one may succeed each time.
 *
 * <p>Services that compare and then write without a lock pass every check of one writer. Of 11 runs of five rounds against Adobe S3Mock one found
 * nothing, hence ten. Four writers, because S3 answers the losers with 409, and five such answers in a row open the breaker of a guard. For one
 * thread; the writers are threads that end with the call.
 */
final class StoreRace {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 10;

    private final ObjectStore store;
    private final String name;

    /** A successful replacement. */
    private record Win(String version, ByteBuffer content) {}

    StoreRace(ObjectStore store, String name) {
        this.store = store;
        this.name = name;
    }

    /** Returns the deviation as a part of a sentence, or null. */
    String run() throws ObjectStoreException {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS, task -> {
            Thread thread = new Thread(task, "foreshard-self-test");
            thread.setDaemon(true);
            return thread;
        });
        try {
            String version = null;
            for (int round = 0; round < ROUNDS; round++) {
                List<Win> wins = round(threads, round, version);
                if (wins.size() > 1) {
                    return "of " + WRITERS + " concurrent replacements of one version " + wins.size() + " succeeded";
                }
                VersionedObject found = store.read(name);
                if (wins.size() == 1
                        && !found.equals(new VersionedObject(
                                wins.get(0).content(), wins.get(0).version()))) {
                    return "an object has other content than the only replacement that succeeded";
                }
                version = found.version();
            }
            return null;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Win> round(ExecutorService threads, int round, String version) throws ObjectStoreException {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Callable<Win>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            ByteBuffer content = StandardCharsets.UTF_8.encode("round " + round + " writer " + writer);
            writers.add(() -> {
                start.await(10, TimeUnit.SECONDS);
                try {
                    return new Win(store.replace(name, content, version), content);
                } catch (ObjectStoreException e) {
                    // S3 may refuse a loser with 409, which reads as UNAVAILABLE.
                    if (e.reason() == Reason.CONFLICT || e.reason() == Reason.UNAVAILABLE) {
                        return null;
                    }
                    throw e;
                }
            });
        }
        List<Win> wins = new ArrayList<>();
        try {
            for (Future<Win> writer : threads.invokeAll(writers)) {
                Win win = writer.get();
                if (win != null) {
                    wins.add(win);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The self-test was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ObjectStoreException known) {
                throw known;
            }
            throw new ObjectStoreException(Reason.UNAVAILABLE, "A writer of the self-test failed.", e.getCause());
        }
        return wins;
    }
}
