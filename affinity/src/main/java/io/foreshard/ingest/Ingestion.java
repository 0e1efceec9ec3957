package io.foreshard.ingest;

import java.util.List;
import java.util.UUID;

/**
 * The ingestion service: stores the actions of users as transactions and finds the transactions of a user.
 *
 * <p>It is deployed on every server. Thick and thin clients get it as a service proxy with the name {@link #SERVICE}; a thin client gets the
 * message of an exception, not its type. Thread-safe.
 *
 * <p><b>Exactly once.</b> An action is identified by its user and its transaction id. Each call may be repeated, by any client, in any
 * batch, at the same time as other calls: an action with a known id changes nothing and gets the receipt of the first time. This holds also if the first
 * call failed or its server was killed, whatever the number of the user's actions in between.
 *
 * <ul>
 *   <li>The same id under two users is two transactions.
 *   <li>The same id with another type, time, object, interest, amount or payload is refused, see {@link TransactionClashException}. A retry therefore
 *       sends the time of the first attempt, not the time of the retry.
 *   <li>It holds for the retry horizon: a setting (default 24 hours), counted from the issue of the receipt by the clock of the
 *       servers, not from the time of the event. The last 96 transactions of a user are recognised without a time limit. A retry of
 *       another transaction after the horizon is stored as a second transaction; the metric {@code foreshard_ingested_beyond_horizon_total} counts the
 *       ids for which this cannot be excluded.
 *   <li>A transaction that was deleted in SQL is stored again by a retry.
 * </ul>
 */
public interface Ingestion {
    /** Name of the service. */
    String SERVICE = "foreshard.ingestion";

    /**
     * Records actions; those of one user in the order given.
     *
     * <p>When it returns, every transaction is stored on its primary and its backups. When it throws, some may be stored and others not; send
     * the same batch again. A transaction of several records is stored all or none, unless the table is ATOMIC.
     *
     * @param batch actions of any users; a batch of hundreds costs much less for each action than single ones. Up to 32 actions of one user
     *     share an update of the user's window, so batches of many users are cheaper than batches of one
     * @return a receipt for each action, in the same order
     * @throws TransactionClashException if ids were used before with other content; the other actions are recorded
     * @throws IllegalArgumentException if the batch or an action is null; nothing is recorded
     * @throws IllegalStateException if concurrent batches of the same user changed the user's window at every attempt; send the batch again
     * @throws org.apache.ignite.IgniteException if the cluster failed (also as {@code javax.cache.CacheException}), after five
     *     attempts if a server was lost; send the batch again
     */
    List<Receipt> record(List<UserAction> batch);

    /**
     * Returns a user's last transactions, newest first, with the columns that their windows keep; empty for an unknown user. Costs one look-up, and no read of
     * the transactions' rows, wherever these are.
     *
     * <p>The number of transactions (default 10) and the columns (default time, object and amount) are settings of the servers. A transaction that was
     * deleted in SQL may be among them.
     *
     * @throws org.apache.ignite.IgniteException if the cluster failed (also as {@code javax.cache.CacheException})
     */
    List<RecentTransaction> recent(UUID userId);

    /**
     * Returns the receipts of a user's last transactions, in the order of their arrival; empty for an unknown user. Costs one look-up.
     *
     * <p>At least the last 96, at most 128. A transaction that was deleted in SQL may be among them.
     *
     * @throws org.apache.ignite.IgniteException if the cluster failed (also as {@code javax.cache.CacheException})
     */
    List<Receipt> receipts(UUID userId);

    /**
     * Returns the partitions that can hold transactions of a user, in ascending order; empty for an unknown user. Costs one look-up.
     *
     * <p>Most users have few: pass them to {@code SqlFieldsQuery.setPartitions}, and a query runs only on the owners of these partitions.
     *
     * @throws org.apache.ignite.IgniteException if the cluster failed (also as {@code javax.cache.CacheException})
     */
    int[] partitions(UUID userId);

    /** Returns the names of the caches and of the SQL table that the transactions are read from. */
    TableNames tableNames();
}
