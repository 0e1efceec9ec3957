package io.foreshard.ingest;

import java.util.List;

/**
 * Takes what users do and stores it where it belongs. Deployed on every server; thick and thin clients get it as a service
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
}
