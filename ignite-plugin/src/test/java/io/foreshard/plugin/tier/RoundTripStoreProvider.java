package io.foreshard.plugin.tier;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Opens {@code rounds:/absolute/path}: a directory that answers its reads in rounds. A round ends, and all its reads are answered, when no further read
 * has begun for a while: the rounds of an operation are the reads that it sends one after the other.
 */
public final class RoundTripStoreProvider implements ObjectStoreProvider {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Object LOCK = new Object();
    private static Round current = new Round();
    private static int reads;
    private static int rounds;
    private static int waiting;

    /** The reads that are answered together. */
    private static final class Round {
        private long lastBegin;
        private boolean isAnswered;
    }

    /** The reads of an operation, and the rounds they took. */
    record Cost(int reads, int rounds) {}

    /** Runs an operation when the reads that earlier ones began ahead have ended; no other may read from the store. */
    static Cost of(Runnable operation) {
        Awaitility.await().until(RoundTripStoreProvider::isIdle);
        Cost before = total();
        operation.run();
        Cost after = total();
        return new Cost(after.reads - before.reads, after.rounds - before.rounds);
    }

    private static Cost total() {
        synchronized (LOCK) {
            return new Cost(reads, rounds);
        }
    }

    private static boolean isIdle() {
        synchronized (LOCK) {
            return waiting == 0;
        }
    }

    private static void awaitAnswer() throws InterruptedException {
        synchronized (LOCK) {
            Round round = current;
            reads++;
            waiting++;
            round.lastBegin = System.nanoTime();
            try {
                awaitAnswer(round);
            } finally {
                waiting--;
            }
        }
    }

    private static void awaitAnswer(Round round) throws InterruptedException {
        synchronized (LOCK) {
            while (!round.isAnswered) {
                long restNanos = round.lastBegin + QUIET_NANOS - System.nanoTime();
                if (restNanos > 0) {
                    TimeUnit.NANOSECONDS.timedWait(LOCK, restNanos);
                } else {
                    round.isAnswered = true;
                    current = new Round();
                    rounds++;
                    LOCK.notifyAll();
                }
            }
        }
    }

    @Override
    public String scheme() {
        return "rounds";
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new RoundTripStore(ObjectStores.open("dir:" + uri.path(), options));
    }

    private static final class RoundTripStore extends ForwardingObjectStore {
        RoundTripStore(ObjectStore store) {
            super(store);
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            if (operation == StoreOperation.GET) {
                try {
                    awaitAnswer();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return call.send();
        }
    }
}
