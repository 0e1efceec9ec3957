package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Ingestion;
import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that send batches of four busy users, some of them twice at once or again later, and compare the receipts of each transaction. */
final class BusySender {
    private static final int USERS = 4;
    private static final int MAX_BATCH = 100;
    private static final long FAILURE_PAUSE_NANOS = 50_000_000;

    private final Map<UUID, Receipt> receipts = new ConcurrentHashMap<>();
    /** By the id of their first action: both threads of a pair create the same batches, and either may be ahead. */
    private final Map<UUID, List<UserAction>> batches = new ConcurrentHashMap<>();

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private final long seed;

    BusySender(long seed) {
        this.seed = seed;
    }

    /** Starts two threads for each service: they share a seed, so they send the same batches at about the same time. */
    void start(List<Ingestion> services) {
        for (int i = 0; i < 2 * services.size(); i++) {
            int pair = i / 2;
            boolean twin = i % 2 == 1;
            Ingestion service = services.get((pair + i % 2) % services.size());
            Thread thread = new Thread(() -> send(new Random(seed + pair), pair, twin, service), "busy-sender-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void send(Random random, int pair, boolean twin, Ingestion service) {
        List<List<UserAction>> own = new ArrayList<>();
        while (!stopped) {
            List<UserAction> batch;
            if (!own.isEmpty() && random.nextInt(3) == 0) {
                batch = own.get(random.nextInt(own.size()));
            } else {
                batch = batch(random, pair, own.size());
                own.add(batch);
            }
            // A twin skips half of the batches, so that it meets the other thread at different offsets.
            if (!twin || batch.get(0).transactionId().hashCode() % 2 == 0) {
                batches.putIfAbsent(batch.get(0).transactionId(), batch);
                call(service, batch);
            }
        }
    }

    private static List<UserAction> batch(Random random, int pair, int number) {
        List<UserAction> batch = new ArrayList<>();
        int size = 1 + random.nextInt(MAX_BATCH);
        for (int i = 0; i < size; i++) {
            batch.add(UserAction.of(new UUID(1, random.nextInt(USERS)), 1 + random.nextInt(4))
                    .transactionId(new UUID((long) pair << 32 | number, random.nextLong()))
                    .at(Instant.ofEpochMilli(1_700_000_000_000L + number))
                    .object(1 + random.nextInt(100))
                    .interest(1 + random.nextInt(10))
                    .payload(new byte[random.nextInt(20) == 0 ? 2_500 : 50])
                    .build());
        }
        return batch;
    }

    private void call(Ingestion service, List<UserAction> batch) {
        List<Receipt> answer;
        try {
            answer = service.record(batch);
        } catch (RuntimeException e) {
            failed.incrementAndGet(); // the server that ran the call was killed; repeatAll sends the batch again
            LockSupport.parkNanos(
                    FAILURE_PAUSE_NANOS); // a cluster that refuses calls at once would fill the heap with batches
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            UUID id = batch.get(i).transactionId();
            Receipt first = receipts.putIfAbsent(id, answer.get(i));
            if (first != null && !first.equals(answer.get(i))) {
                problems.add(first + " and " + answer.get(i));
            }
        }
        acknowledged.incrementAndGet();
    }

    /** Sends every batch once more; afterwards each has receipts. */
    void repeatAll(Ingestion service) {
        batches.values().forEach(batch -> call(service, batch));
    }

    void stop() {
        stopped = true;
    }

    boolean hasEnded() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    int acknowledgedCalls() {
        return acknowledged.get();
    }

    int failedCalls() {
        return failed.get();
    }

    /** Returns the transactions that got different receipts. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    Map<UUID, Receipt> receipts() {
        return receipts;
    }

    List<UserAction> actions() {
        return batches.values().stream().flatMap(List::stream).toList();
    }
}
