package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that send one batch after the other until they are stopped, and keep the outcome of each. */
final class Sender {
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;

    /** Starts a thread for each service. */
    Sender(List<Ingestion> services) {
        threads = services.stream()
                .map(service -> new Thread(() -> send(service), "sender"))
                .toList();
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void send(Ingestion service) {
        while (!stopped.get()) {
            Call call = new Call(number.getAndIncrement());
            calls.add(call);
            try {
                call.end(service.record(call.actions), null);
                acknowledged.incrementAndGet();
            } catch (RuntimeException e) {
                call.end(null, e);
            }
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** Stops the threads after their current batch. */
    void stop() {
        stopped.set(true);
    }

    boolean hasEnded() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Returns all calls that were begun. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** A batch that was sent, with its outcome. Times are of {@code System.nanoTime()}. */
    static final class Call {
        final int number;
        final List<UserAction> actions;
        final long begun;
        private volatile List<Receipt> receipts;
        private volatile RuntimeException failure;
        private volatile long ended;

        Call(int number) {
            this.number = number;
            this.actions = Batches.batch(number);
            this.begun = System.nanoTime();
        }

        private void end(List<Receipt> answer, RuntimeException thrown) {
            receipts = answer;
            failure = thrown;
            ended = System.nanoTime();
        }

        /** Returns the receipts, or null if the call did not succeed. */
        List<Receipt> receipts() {
            return receipts;
        }

        /** Returns why the call failed, or null if it did not. */
        RuntimeException failure() {
            return failure;
        }

        boolean spans(long from, long to) {
            return begun < from && ended > to;
        }

        boolean follows(long time) {
            return begun > time;
        }

        boolean precedes(long time) {
            return ended < time;
        }
    }
}
