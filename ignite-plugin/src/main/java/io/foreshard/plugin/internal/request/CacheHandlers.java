package io.foreshard.plugin.internal.request;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.managers.communication.GridMessageListener;
import org.apache.ignite.internal.processors.cache.GridCacheIoManager;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.lang.IgniteBiInClosure;

/** The private fields of Ignite's {@link GridCacheIoManager} that hold the handlers of cache messages. Immutable. */
final class CacheHandlers {
    private static final String MANAGER = GridCacheIoManager.class.getName();

    private final Field listener;
    private final Field handlers;
    private final Field indexed;
    private final Field indexedHandlers;
    private final Field regular;
    private final Field regularHandler;
    private final Field keyId;
    private final Field keyType;

    /**
     * Looks for the fields.
     *
     * @throws IgniteCheckedException if this Ignite does not have all of them
     */
    CacheHandlers() throws IgniteCheckedException {
        try {
            listener = field(MANAGER, "lsnr");
            handlers = field(MANAGER, "cacheHandlers");
            indexed = field(MANAGER + "$MessageHandlers", "idxClsHandlers");
            regular = field(MANAGER + "$MessageHandlers", "clsHandlers");
            indexedHandlers = field(MANAGER + "$IndexedClassHandler", "hndls");
            regularHandler = field(MANAGER + "$RegularClassHandler", "hnd");
            keyId = field(MANAGER + "$ListenerKey", "hndId");
            keyType = field(MANAGER + "$ListenerKey", "msgCls");
        } catch (ReflectiveOperationException e) {
            throw new IgniteCheckedException(
                    "This Ignite does not have the message handlers that the tier of Foreshard needs; "
                            + "use Ignite 2.17, or remove tier.storeUri from the ForeshardConfiguration.",
                    e);
        }
    }

    private static Field field(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName(type).getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Returns the listener that receives all messages of caches. */
    GridMessageListener listener(GridCacheIoManager manager) {
        return (GridMessageListener) get(listener, manager);
    }

    /**
     * Wraps the handlers of some caches.
     *
     * @param caches tells which, by the id of the cache; 0 for the handlers of transactions
     * @param wrapper returns the handler itself if it is not to be wrapped
     */
    void wrap(
            GridCacheIoManager manager,
            IntPredicate caches,
            BiFunction<Class<?>, IgniteBiInClosure<UUID, GridCacheMessage>, IgniteBiInClosure<UUID, GridCacheMessage>>
                    wrapper) {
        Object registry = get(handlers, manager);
        ((Map<?, ?>) get(indexed, registry)).forEach((cacheId, handler) -> {
            if (caches.test((Integer) cacheId)) {
                @SuppressWarnings("unchecked") // the field is an array of a raw type
                IgniteBiInClosure<UUID, GridCacheMessage>[] array =
                        (IgniteBiInClosure<UUID, GridCacheMessage>[]) get(indexedHandlers, handler);
                RequestKind.INDEXED.forEach((type, index) -> {
                    if (array[index] != null) {
                        array[index] = wrapper.apply(type, array[index]);
                    }
                });
            }
        });
        ((Map<?, ?>) get(regular, registry)).forEach((key, handler) -> {
            if (caches.test((Integer) get(keyId, key))) {
                @SuppressWarnings("unchecked") // the type of the field
                IgniteBiInClosure<UUID, GridCacheMessage> wrapped =
                        wrapper.apply((Class<?>) get(keyType, key), (IgniteBiInClosure<UUID, GridCacheMessage>)
                                get(regularHandler, handler));
                set(regularHandler, handler, wrapped);
            }
        });
    }

    private static Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
