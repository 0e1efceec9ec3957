package io.foreshard.workbench.attack.cluster;

import io.foreshard.workbench.attack.Tally;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The journals of the attack's own caches, and the bookkeeping of every operation on them. Thread-safe. */
public final class Operations {
    private final Map<String, Journal<Long, Long>> journals = new HashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final List<Map<Long, Optional<Long>>> attemptedTransactions = new ArrayList<>();
    private final Tally tally;
    private volatile boolean serverMissing;

    /** Creates the bookkeeping of some caches. */
    public Operations(Tally tally, Collection<String> caches) {
        this.tally = tally;
        caches.forEach(cache -> journals.put(cache, new Journal<>()));
    }

    /** An operation that may fail in the client's way. */
    @FunctionalInterface
    public interface Operation {
        /** Sends it; returns when it is acknowledged. */
        void send() throws InterruptedException;
    }

    /** Returns the journal of a cache. */
    public Journal<Long, Long> journal(String cache) {
        return journals.get(cache);
    }

    /** Returns a version that no row has yet. */
    public long nextVersion() {
        return versions.incrementAndGet();
    }

    /** Notes whether a server is killed or restarts. */
    public void serverMissing(boolean missing) {
        serverMissing = missing;
    }

    /** Returns whether a server is killed or restarts. */
    public boolean isServerMissing() {
        return serverMissing;
    }

    /** Returns the counts of the run. */
    public Tally tally() {
        return tally;
    }

    /** Sends a write; its values are acknowledged if it returns, and possible if it fails. Returns whether it was acknowledged. */
    public <K, V> boolean write(Journal<K, V> journal, Map<K, Optional<V>> values, Operation operation)
            throws InterruptedException {
        tally.figure("writes", 1);
        if (send(operation)) {
            values.forEach(journal::acknowledge);
            return true;
        }
        values.forEach(journal::attempted);
        tally.figure("unacknowledged", 1);
        return false;
    }

    /** Sends a transaction, of which all or nothing must be found. Returns whether it was acknowledged. */
    public boolean writeTransaction(String cache, Map<Long, Optional<Long>> values, Operation operation)
            throws InterruptedException {
        boolean acknowledged = write(journal(cache), values, operation);
        if (!acknowledged) {
            synchronized (attemptedTransactions) {
                attemptedTransactions.add(Map.copyOf(values));
            }
        }
        return acknowledged;
    }

    /** Returns and forgets the transactions that were not acknowledged. */
    public List<Map<Long, Optional<Long>>> takeAttemptedTransactions() {
        synchronized (attemptedTransactions) {
            List<Map<Long, Optional<Long>>> taken = List.copyOf(attemptedTransactions);
            attemptedTransactions.clear();
            return taken;
        }
    }

    /** Sends an operation; returns whether it was acknowledged. */
    public boolean send(Operation operation) throws InterruptedException {
        try {
            operation.send();
            return true;
        } catch (RuntimeException e) {
            reportDamage(e);
            return false;
        }
    }

    /** A failure because of a killed server is expected; one because of damaged data is a violation. */
    private void reportDamage(RuntimeException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        if (text.toString().contains("orrupted")) {
            tally.violation(
                    "An operation failed on damaged data: " + failure.toString().replaceAll("\\s+", " "));
        }
    }
}
