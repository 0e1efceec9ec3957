package io.foreshard.store.testing;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.StoreOperation;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A store that fails a share of its calls: half of those before they are executed, half after. Thread-safe. */
public final class FaultyObjectStore extends ForwardingObjectStore {
    private final Random random;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile double failing;

    /**
     * Wraps a store; closing this one closes it.
     *
     * @param failing share of the calls that fail, 0 to 1
     */
    public FaultyObjectStore(ObjectStore store, long seed, double failing) {
        super(store);
        this.random = new Random(seed);
        this.failing = failing;
    }

    /** Sets the share of the calls that fail from now on. */
    public void failing(double share) {
        failing = share;
    }

    /** Fails the next calls after they are executed. */
    public void loseNextAnswers(int count) {
        answersToLose.set(count);
    }

    /** Returns the number of calls so far, failed ones included. */
    public long requests() {
        return requests.get();
    }

    @Override
    protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
        requests.incrementAndGet();
        boolean fails = random.nextDouble() < failing;
        if (fails && random.nextBoolean()) {
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The request about " + name + " got lost.", null);
        }
        T answer = call.send();
        if (fails || answersToLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            throw new ObjectStoreException(Reason.UNAVAILABLE, "The answer about " + name + " got lost.", null);
        }
        return answer;
    }
}
