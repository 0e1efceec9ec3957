package io.foreshard.tier;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;

/** Uploads whose last bytes are read back and compared. Counts requests and failures. Thread-safe. */
final class VerifiedPuts {
    private final ObjectStore store;
    private final TierStatistics statistics;

    VerifiedPuts(ObjectStore store, TierStatistics statistics) {
        this.store = store;
        this.statistics = statistics;
    }

    /**
     * Stores an object, then reads its footer and compares it: the object is there and has its length. The store has compared the checksum of the
     * content when it took it.
     *
     * @param content all bytes of the object
     * @param footerBytes length of its footer, the last bytes of the content
     * @throws ObjectStoreException CORRUPT if the footer is another one
     */
    void put(String name, ByteBuffer content, int footerBytes) throws ObjectStoreException {
        int bytes = content.remaining();
        statistics.uploads.increment();
        statistics.uploadedBytes.add(bytes);
        try {
            store.put(name, content);
            ByteBuffer footer = store.get(name, bytes - footerBytes, footerBytes);
            if (!footer.equals(content.slice(content.position() + bytes - footerBytes, footerBytes))) {
                throw new ObjectStoreException(
                        Reason.CORRUPT,
                        "The object " + name + " was stored with another footer than it was sent.",
                        null);
            }
        } catch (ObjectStoreException e) {
            statistics.errors.increment();
            throw e;
        }
    }
}
