package io.foreshard.plugin.internal.request;

import java.io.Serial;
import java.util.UUID;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.lang.IgniteBiInClosure;

/** Ignite's handler of a kind of message, which handles it now unless it is deferred. Thread-safe; stays in this JVM. */
final class DeferringHandler implements IgniteBiInClosure<UUID, GridCacheMessage> {
    @Serial
    private static final long serialVersionUID = 0L;

    private final transient DeferredRequests requests;
    private final transient RequestKind<?> kind;
    private final transient IgniteBiInClosure<UUID, GridCacheMessage> handler;

    DeferringHandler(
            DeferredRequests requests, RequestKind<?> kind, IgniteBiInClosure<UUID, GridCacheMessage> handler) {
        this.requests = requests;
        this.kind = kind;
        this.handler = handler;
    }

    @Override
    public void apply(UUID sender, GridCacheMessage message) {
        if (!requests.defer(kind, sender, message)) {
            handler.apply(sender, message);
        }
    }

    @Override
    public String toString() {
        return handler.toString();
    }
}
