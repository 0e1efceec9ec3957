package io.foreshard.plugin.internal.page;

import io.foreshard.tier.FetchTarget;
import io.foreshard.tier.PageFetch;
import io.foreshard.tier.TieredPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The fetch of the remote pages that one operation needs, of any partitions: all their reads are sent together. The first failure cancels the reads that no
 * other operation wants and that have not begun. Thread-safe.
 */
public final class BatchFetch {
    private final List<Part> parts = new ArrayList<>();
    private final AtomicReference<Failure> first = new AtomicReference<>();

    /** A page that was not fetched, and why. */
    public record Failure(RemotePage page, IOException cause) {}

    /** The pages of one partition. */
    private record Part(List<RemotePage> pages, PageFetch fetch) {
        Failure failure(IOException cause) {
            return new Failure(
                    pages.stream()
                            .filter(page -> page.tiered().isRemote(page.page()))
                            .findFirst()
                            .orElse(pages.get(0)),
                    cause);
        }
    }

    private BatchFetch() {}

    /**
     * Begins to fetch pages into their partition files.
     *
     * @throws RejectedExecutionException if the node stops
     */
    public static BatchFetch begin(Collection<RemotePage> pages) {
        return begin(FetchTarget.FILE_OR_MEMORY, pages);
    }

    /**
     * Begins to fetch pages.
     *
     * @throws RejectedExecutionException if the node stops
     */
    static BatchFetch begin(FetchTarget target, Collection<RemotePage> pages) {
        Map<TieredPartition, List<RemotePage>> partitions = new LinkedHashMap<>();
        pages.forEach(page -> partitions
                .computeIfAbsent(page.tiered(), key -> new ArrayList<>())
                .add(page));
        BatchFetch batch = new BatchFetch();
        try {
            partitions.forEach((partition, wanted) -> batch.parts.add(new Part(
                    wanted,
                    partition.beginFetch(
                            target, wanted.stream().mapToInt(RemotePage::page).toArray()))));
        } catch (RejectedExecutionException e) {
            batch.cancel();
            throw e;
        }
        return batch;
    }

    /**
     * Waits until all pages are readable, or one could not be fetched. The thread runs reads that have not begun; if it is interrupted, the fetch is cancelled and fails.
     *
     * @return the first failure, or null
     */
    public Failure await() {
        for (Part part : parts) {
            try {
                part.fetch().await();
            } catch (IOException e) {
                failed(part, e);
                break;
            }
        }
        return first.get();
    }

    /**
     * Runs an action when all pages are readable, or when the reads under way have ended after a failure; in the thread that ends the last one, or at once. To be called once.
     *
     * @param action gets the first failure, or null; is fast, and does not throw
     */
    public void whenEnded(Consumer<Failure> action) {
        AtomicInteger left = new AtomicInteger(parts.size() + 1);
        for (Part part : parts) {
            part.fetch().whenEnded(cause -> {
                if (cause != null) {
                    failed(part, cause);
                }
                end(left, action);
            });
        }
        end(left, action);
    }

    private void end(AtomicInteger left, Consumer<Failure> action) {
        if (left.decrementAndGet() == 0) {
            action.accept(first.get());
        }
    }

    private void failed(Part part, IOException cause) {
        if (first.compareAndSet(null, part.failure(cause))) {
            cancel();
        }
    }

    /** Gives the fetch up: reads that no other operation wants, and that have not begun, are not sent. */
    public void cancel() {
        parts.forEach(part -> part.fetch().cancel());
    }
}
