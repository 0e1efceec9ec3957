package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.BatchFetch;
import io.foreshard.plugin.internal.page.RemotePage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.ignite.internal.processors.cache.GridCacheMessage;
import org.apache.ignite.internal.processors.security.SecurityContext;

/** A message that waits for its pages or for an earlier message, with the stripe and the security context in which it runs. Thread-safe. */
final class DeferredRequest extends RequestOrder.Member {
    final RequestKind<?> kind;
    final UUID sender;
    final GridCacheMessage message;
    final int stripe;
    final SecurityContext security;
    /** Why its pages could not be fetched; null if they could. */
    volatile BatchFetch.Failure failure;

    private final Consumer<DeferredRequest> beginning;
    private final Set<RemotePage> wanted = new HashSet<>();
    private final AtomicBoolean blocked = new AtomicBoolean();

    /** @param beginning called once, when no earlier message is left */
    DeferredRequest(
            RequestKind<?> kind,
            UUID sender,
            GridCacheMessage message,
            int stripe,
            SecurityContext security,
            Consumer<DeferredRequest> beginning) {
        super(kind.orderKeys(sender, message));
        this.kind = kind;
        this.sender = sender;
        this.message = message;
        this.stripe = stripe;
        this.security = security;
        this.beginning = beginning;
    }

    @Override
    void begin() {
        beginning.accept(this);
    }

    /** Returns whether one of some pages was not wanted before: pages that are remote again are fetched by the handler. */
    boolean wants(Collection<RemotePage> pages) {
        synchronized (wanted) {
            return wanted.addAll(pages);
        }
    }

    /** Returns true at the first call. */
    boolean isFirstFailure() {
        return !blocked.getAndSet(true);
    }

    /** Returns whether it has failed once. */
    boolean isBlocked() {
        return blocked.get();
    }

    /** Forgets a failure, to fetch again. */
    void forgetFailure() {
        failure = null;
        synchronized (wanted) {
            wanted.clear();
        }
    }
}
