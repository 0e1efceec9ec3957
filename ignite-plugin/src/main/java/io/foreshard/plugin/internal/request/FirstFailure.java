package io.foreshard.plugin.internal.request;

import io.foreshard.plugin.internal.page.RemotePage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** The first of some pages that could not be fetched, if any. Thread-safe. */
final class FirstFailure {
    private final AtomicReference<Failure> first = new AtomicReference<>();

    /** A page that could not be fetched. */
    record Failure(RemotePage page, IOException cause) {}

    void add(RemotePage page, IOException cause) {
        first.compareAndSet(null, new Failure(page, cause));
    }

    /** Returns the failure, or null. */
    Failure get() {
        return first.get();
    }

    void clear() {
        first.set(null);
    }
}
