package io.foreshard.ingest;

import java.util.List;
import java.util.UUID;

/**
 * Takes what users do and stores it where it belongs, and knows where that is. Deployed on every server; thick and thin clients get it as a service
 * proxy with the name {@link #SERVICE}.
 *
 * <p>Thread-safe. Every call may be repeated: a transaction id that was taken before changes nothing and returns the same
 * receipt.
 */
public interface Ingestion {
    /** Name of the service. */
    String SERVICE = "foreshard.ingestion";

    /**
     * Records actions, in the order given.
     *
     * <p>When it returns, every transaction is stored. When it throws, some may be; send the same batch again.
     *
     * @param batch actions of any users; hundreds at a time are much cheaper than one
     * @return a receipt for each action, in the same order
     */
    List<Receipt> record(List<UserAction> batch);

    /** Returns the receipts of a user's last transactions, at most 128, oldest first; none for a user who is not known. One look-up. */
    List<Receipt> recent(UUID userId);

    /**
     * Returns the partitions that can hold transactions of a user, in ascending order; none for a user who is not known. One look-up.
     *
     * <p>A handful for most users: give them to {@code SqlFieldsQuery.setPartitions}, and a query asks their owners only.
     */
    int[] partitions(UUID userId);
}
