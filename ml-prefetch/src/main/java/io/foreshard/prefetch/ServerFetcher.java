package io.foreshard.prefetch;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads keys into the memory of the servers that hold them. Thread-safe. */
final class ServerFetcher implements Fetcher<CachedKey> {
    private final RowWarmer warmer;
    private final Latencies latencies;
    private final boolean measuresReads;

    /**
     * @param latencies receives the latency of each request
     * @param measuresReads whether a request also counts as a read of the application: where the reads of the application are not seen, it is the only sample of what they take
     */
    ServerFetcher(RowWarmer warmer, Latencies latencies, boolean measuresReads) {
        this.warmer = warmer;
        this.latencies = latencies;
        this.measuresReads = measuresReads;
    }

    @Override
    public CompletableFuture<Long> fetch(Collection<CachedKey> keys) {
        CompletableFuture<Long> all = CompletableFuture.completedFuture(0L);
        for (Map.Entry<String, Set<Object>> request : CachedKey.byCache(keys).entrySet()) {
            long begin = System.nanoTime();
            CompletableFuture<Long> warmed = warmer.warm(request.getKey(), request.getValue())
                    .thenApply(bytes -> {
                        long nanos = System.nanoTime() - begin;
                        latencies.add(request.getKey(), Latencies.Kind.WARM, nanos);
                        if (measuresReads) {
                            latencies.add(request.getKey(), Latencies.Kind.READ, nanos);
                        }
                        return bytes;
                    });
            all = all.thenCombine(warmed, Long::sum);
        }
        return all;
    }

    /** Does nothing: Ignite replaces pages that are not read. */
    @Override
    public void discard(Collection<CachedKey> keys) {}
}
