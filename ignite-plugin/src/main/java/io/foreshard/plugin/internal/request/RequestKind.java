package io.foreshard.plugin.internal.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ignite.internal.processors.cache.GridCacheIdMessage;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.internal.processors.cache.GridCacheOperation;
import org.apache.ignite.internal.processors.cache.KeyCacheObject;
import org.apache.ignite.internal.processors.cache.distributed.GridDistributedLockRequest;
import org.apache.ignite.internal.processors.cache.distributed.GridDistributedTxFinishRequest;
import org.apache.ignite.internal.processors.cache.distributed.GridDistributedTxPrepareRequest;
import org.apache.ignite.internal.processors.cache.distributed.GridDistributedUnlockRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtLockRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtTxFinishRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtTxPrepareRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtUnlockRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridDhtAtomicAbstractUpdateRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridNearAtomicAbstractUpdateRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridNearAtomicCheckUpdateRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtForceKeysRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearGetRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearLockRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearSingleGetRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearTxFinishRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearTxPrepareRequest;
import org.apache.ignite.internal.processors.cache.distributed.near.GridNearUnlockRequest;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxEntry;
import org.apache.ignite.internal.processors.cache.transactions.IgniteTxKey;

/**
 * A kind of message that reads rows by their keys, or that has to stay behind one that does; not those that only answer.
 *
 * <p>Messages of a row run on one stripe, so Ignite may rely on their order; messages of a transaction run on the stripe of its version. Immutable and
 * thread-safe.
 */
final class RequestKind<M extends GridCacheMessage> {
    /** The kinds, by the class for which Ignite registers a handler. */
    static final Map<Class<?>, RequestKind<?>> ALL = Stream.of(
                    read(GridNearSingleGetRequest.class, get -> List.of(RequestedRow.read(row(get, get.key())))),
                    read(GridNearGetRequest.class, get -> rows(get, get.keys().keySet())),
                    read(GridDhtForceKeysRequest.class, get -> rows(get, get.keys())),
                    // Answered as "done" without a look at the update, which therefore must have run.
                    new RequestKind<>(
                            GridNearAtomicCheckUpdateRequest.class,
                            check -> List.of(),
                            (sender, check, rows) -> List.of(new Update(sender, check.futureId()))),
                    new RequestKind<>(
                            GridNearAtomicAbstractUpdateRequest.class,
                            RequestKind::rowsOfPrimary,
                            (sender, update, rows) -> with(rows, new Update(sender, update.futureId()))),
                    new RequestKind<>(
                                    GridDhtAtomicAbstractUpdateRequest.class,
                                    RequestKind::rowsOfBackup,
                                    (sender, update, rows) -> List.copyOf(rows))
                            .onBackup(),
                    lock(GridNearLockRequest.class),
                    lock(GridDhtLockRequest.class),
                    unlock(GridNearUnlockRequest.class),
                    unlock(GridDhtUnlockRequest.class),
                    prepare(GridNearTxPrepareRequest.class),
                    prepare(GridDhtTxPrepareRequest.class).onBackup(),
                    finish(GridNearTxFinishRequest.class),
                    finish(GridDhtTxFinishRequest.class))
            .collect(Collectors.toUnmodifiableMap(kind -> kind.type, kind -> kind));

    /** The kinds whose handlers Ignite keeps in an array, with their indexes. */
    static final Map<Class<?>, Integer> INDEXED = Map.of(
            GridNearAtomicAbstractUpdateRequest.class, GridNearAtomicAbstractUpdateRequest.CACHE_MSG_IDX,
            GridDhtAtomicAbstractUpdateRequest.class, GridDhtAtomicAbstractUpdateRequest.CACHE_MSG_IDX,
            GridNearAtomicCheckUpdateRequest.class, GridNearAtomicCheckUpdateRequest.CACHE_MSG_IDX);

    private final Class<M> type;
    private final Function<M, List<RequestedRow>> rows;
    private final Order<M> order;
    private final boolean backup;

    /** The future of an update of an atomic cache on the node that sent it. */
    private record Update(UUID sender, long future) {}

    /** The things by which messages stay in order. */
    private interface Order<M> {
        Collection<Object> keys(UUID sender, M message, List<IgniteTxKey> rows);
    }

    private RequestKind(Class<M> type, Function<M, List<RequestedRow>> rows, Order<M> order) {
        this(type, rows, order, false);
    }

    private RequestKind(Class<M> type, Function<M, List<RequestedRow>> rows, Order<M> order, boolean backup) {
        this.type = type;
        this.rows = rows;
        this.order = order;
        this.backup = backup;
    }

    private RequestKind<M> onBackup() {
        return new RequestKind<>(type, rows, order, true);
    }

    private static <M extends GridCacheIdMessage> RequestKind<M> read(
            Class<M> type, Function<M, List<RequestedRow>> rows) {
        return new RequestKind<>(type, rows, (sender, message, read) -> List.copyOf(read));
    }

    private static <M extends GridDistributedLockRequest> RequestKind<M> lock(Class<M> type) {
        return new RequestKind<>(
                type, lock -> rows(lock, lock.keys()), (sender, lock, rows) -> with(rows, lock.version()));
    }

    private static <M extends GridDistributedUnlockRequest> RequestKind<M> unlock(Class<M> type) {
        return new RequestKind<>(
                type, unlock -> List.of(), (sender, unlock, none) -> List.copyOf(keys(unlock, unlock.keys())));
    }

    private static <M extends GridDistributedTxPrepareRequest> RequestKind<M> prepare(Class<M> type) {
        return new RequestKind<>(
                type,
                prepare -> Stream.of(prepare.reads(), prepare.writes())
                        .filter(entries -> entries != null)
                        .flatMap(Collection::stream)
                        .map(RequestKind::row)
                        .toList(),
                (sender, prepare, rows) -> List.of(prepare.version()));
    }

    private static <M extends GridDistributedTxFinishRequest> RequestKind<M> finish(Class<M> type) {
        return new RequestKind<>(type, finish -> List.of(), (sender, finish, none) -> List.of(finish.version()));
    }

    private static List<RequestedRow> rowsOfPrimary(GridNearAtomicAbstractUpdateRequest update) {
        List<RequestedRow> rows = new ArrayList<>(update.size());
        boolean hasValues = update.operation() == GridCacheOperation.UPDATE;
        for (int i = 0; i < update.size(); i++) {
            rows.add(RequestedRow.changed(row(update, update.key(i)), hasValues ? update.value(i) : null));
        }
        return rows;
    }

    private static List<RequestedRow> rowsOfBackup(GridDhtAtomicAbstractUpdateRequest update) {
        List<RequestedRow> rows = new ArrayList<>(update.size());
        for (int i = 0; i < update.size(); i++) {
            rows.add(RequestedRow.changed(row(update, update.key(i)), update.value(i)));
        }
        return rows;
    }

    private static RequestedRow row(IgniteTxEntry entry) {
        return switch (entry.op()) {
            case CREATE, UPDATE -> RequestedRow.changed(entry.txKey(), entry.value());
            case DELETE, TRANSFORM -> RequestedRow.changed(entry.txKey(), null);
            default -> RequestedRow.read(entry.txKey());
        };
    }

    private static List<RequestedRow> rows(GridCacheIdMessage message, Collection<KeyCacheObject> keys) {
        return keys(message, keys).stream().map(RequestedRow::read).toList();
    }

    private static List<IgniteTxKey> keys(GridCacheIdMessage message, Collection<KeyCacheObject> keys) {
        return keys.stream().map(key -> row(message, key)).toList();
    }

    private static IgniteTxKey row(GridCacheIdMessage message, KeyCacheObject key) {
        return new IgniteTxKey(key, message.cacheId());
    }

    private static List<Object> with(List<IgniteTxKey> rows, Object more) {
        List<Object> keys = new ArrayList<>(rows);
        keys.add(more);
        return keys;
    }

    /** Returns the rows that a message reads or changes. */
    List<RequestedRow> rows(GridCacheMessage message) {
        return rows.apply(type.cast(message));
    }

    /** Returns the things by which a message stays behind earlier ones. */
    Collection<Object> orderKeys(UUID sender, GridCacheMessage message) {
        return order.keys(
                sender,
                type.cast(message),
                rows(message).stream().map(RequestedRow::key).toList());
    }

    /** Returns whether the primary has decided the change: a backup cannot refuse it. */
    boolean isOnBackup() {
        return backup;
    }
}
