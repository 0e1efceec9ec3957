package io.foreshard.workbench.attack.cluster;

import io.foreshard.store.ForwardingObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.ObjectStoreProvider;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOperation;
import io.foreshard.store.StoreOptions;
import io.foreshard.store.StoreUri;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Count;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Work;
import java.util.concurrent.ThreadLocalRandom;

/** Opens {@code attack:/absolute/path}: a directory that answers after some milliseconds and records its calls in flight, and has outages while they are allowed. Thread-safe. */
public final class RecordedStoreProvider implements ObjectStoreProvider {
    /** Scheme of the URI. */
    public static final String SCHEME = "attack";

    private static final int READ_MILLIS = 8;
    private static final int WRITE_MILLIS = 80;

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException {
        return new RecordedStore(
                ObjectStores.open("dir:" + uri.path(), options),
                FlightRecorder.ofThisProcess(),
                Outages.ofThisProcess());
    }

    /** Delays each call by a random latency, half before and half after it is applied. */
    private static final class RecordedStore extends ForwardingObjectStore {
        private final FlightRecorder recorder;
        private final Outages outages;

        RecordedStore(ObjectStore store, FlightRecorder recorder, Outages outages) {
            super(store);
            this.recorder = recorder;
            this.outages = outages;
        }

        @Override
        protected <T> T around(StoreOperation operation, String name, Call<T> call) throws ObjectStoreException {
            Work work = work(operation);
            int millis = work == Work.FETCH ? READ_MILLIS : WRITE_MILLIS;
            recorder.begin(work);
            try {
                delay(millis, name);
                failInOutage(name); // the call is not executed
                T result = call.send();
                delay(millis, name);
                failInOutage(name); // its answer is lost
                return result;
            } finally {
                recorder.end(work);
            }
        }

        private void failInOutage(String name) throws ObjectStoreException {
            if (recorder.get(Count.OUTAGES_ALLOWED) == 1 && outages.isAt(System.currentTimeMillis())) {
                recorder.count(Count.OUTAGE_CALLS);
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The call about " + name + " met an outage.", null);
            }
        }

        private static Work work(StoreOperation operation) {
            return switch (operation) {
                case PUT -> Work.UPLOAD;
                case REPLACE -> Work.COMMIT;
                case GET, READ, LIST -> Work.FETCH;
                case DELETE -> Work.DELETE;
            };
        }

        private static void delay(int maxMillis, String name) throws ObjectStoreException {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextInt(maxMillis / 2 + 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ObjectStoreException(Reason.UNAVAILABLE, "The call about " + name + " was interrupted.", e);
            }
        }
    }
}
