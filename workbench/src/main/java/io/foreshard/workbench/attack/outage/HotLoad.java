package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.cluster.Daemons;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.outage.HotOperation.Hot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that run operations on local rows all the time, and measure each of them. Thread-safe. */
final class HotLoad implements AutoCloseable {
    /** Longest operation that is no violation. */
    static final long MAX_MILLIS = 5_000;

    private static final int THREADS = 4;
    private static final long KEYS = 200;
    private static final long PAUSE_MILLIS = 30;
    private static final long END_MILLIS = 30_000;
    private static final int FAILURES = 5;

    private final List<Site> sites;
    private final List<Thread> threads = new ArrayList<>();
    private final Measured[] running = new Measured[THREADS];
    private final AtomicLong versions = new AtomicLong(Site.CHANGED);
    private final List<String> failures = new ArrayList<>();
    private Measured longest;
    private long operations;
    private long machineMillis;
    private volatile boolean ended;

    /**
     * An operation and its time.
     *
     * @param nanos start of one that runs, duration of one that has ended
     */
    record Measured(String operation, long nanos) {
        Measured asOf(long now) {
            return new Measured(operation + " (did not end)", now - nanos);
        }

        long millis() {
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    }

    /**
     * The measurements of a time.
     *
     * @param longest longest operation, also one that has not ended; null if there was none
     * @param machineMillis longest time by which a thread that only sleeps woke up too late: how busy the machine was
     * @param failures sentences about failed operations
     */
    record Window(long operations, Measured longest, long machineMillis, List<String> failures) {
        static final Window NONE = new Window(0, null, 0, List.of());

        long longestMillis() {
            return longest == null ? 0 : longest.millis();
        }

        Window plus(Window other) {
            List<String> all = new ArrayList<>(failures);
            all.addAll(other.failures);
            return new Window(
                    operations + other.operations,
                    longestMillis() < other.longestMillis() ? other.longest : longest,
                    Math.max(machineMillis, other.machineMillis),
                    all);
        }

        Window withoutFailures() {
            return new Window(operations, longest, machineMillis, List.of());
        }
    }

    /** Creates the load; its caches exist. */
    HotLoad(List<Site> sites, long seed) {
        this.sites = List.copyOf(sites);
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(Daemons.thread(() -> loop(number, new Random(seed + number))));
        }
        threads.add(Daemons.thread(this::measureMachine));
    }

    void begin() {
        threads.forEach(Thread::start);
    }

    private void loop(int number, Random random) {
        HotOperation[] kinds = HotOperation.values();
        try {
            while (!ended) {
                HotOperation kind = kinds[random.nextInt(kinds.length)];
                Site site = sites.get(kind == HotOperation.TRANSACTION ? 0 : random.nextInt(sites.size()));
                long key = number * KEYS + random.nextInt((int) KEYS - 1);
                run(number, kind, new Hot(site, key, versions.incrementAndGet()));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void measureMachine() {
        try {
            while (!ended) {
                long start = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                long late = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - PAUSE_MILLIS;
                synchronized (this) {
                    machineMillis = Math.max(machineMillis, late);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int number, HotOperation kind, Hot hot) {
        String name = kind + " of " + hot.site().name();
        long start = System.nanoTime();
        synchronized (this) {
            running[number] = new Measured(name, start);
        }
        String failure = null;
        try {
            kind.act(hot);
        } catch (RuntimeException e) {
            failure = name + " failed: " + e.toString().replaceAll("\\s+", " ");
            hot.keys().forEach(key -> hot.site().journal().attempted(key, Optional.of(hot.version())));
        }
        synchronized (this) {
            running[number] = null;
            operations++;
            Measured measured = new Measured(name, System.nanoTime() - start);
            longest = longest == null || longest.nanos() < measured.nanos() ? measured : longest;
            if (failure != null && !ended && failures.size() < FAILURES) {
                failures.add(failure);
            }
        }
    }

    /** Begins the measurements of a time. */
    synchronized void open() {
        longest = null;
        operations = 0;
        machineMillis = 0;
        failures.clear();
    }

    /** Returns the measurements since {@link #open}. */
    synchronized Window window() {
        Measured worst = longest;
        long now = System.nanoTime();
        for (Measured operation : running) {
            if (operation != null && (worst == null || now - operation.nanos() > worst.nanos())) {
                worst = operation.asOf(now);
            }
        }
        return new Window(operations, worst, machineMillis, List.copyOf(failures));
    }

    /** Compares all rows with the model, after the threads have ended. Returns sentences about wrong rows. */
    List<String> compare() {
        List<String> wrong = new ArrayList<>();
        for (Site site : sites) {
            Journal<Long, Long> journal = site.journal();
            Map<Long, OutageRow> rows = new TreeMap<>(site.cache().getAll(new java.util.TreeSet<>(journal.keys())));
            journal.keys().forEach(key -> {
                try {
                    site.check(key, rows.get(key));
                } catch (WrongRowException e) {
                    wrong.add(site.name() + ": " + e.getMessage());
                }
            });
        }
        return wrong;
    }

    /** Ends the threads; returns false if an operation did not end. */
    boolean end() throws InterruptedException {
        ended = true;
        boolean all = true;
        for (Thread thread : threads) {
            thread.join(END_MILLIS);
            all &= !thread.isAlive();
        }
        return all;
    }

    /** Begins no further operation. An interrupt would make a streamer of the client node spin; its end ends what hangs. */
    @Override
    public void close() {
        ended = true;
    }
}
