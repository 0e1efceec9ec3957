package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.Journal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The journals of the attack's own caches, and the bookkeeping of every operation on them. Thread-safe. */
final class Operations {
    private final Map<String, Journal<Long, Long>> journals =
            Map.of(KillTables.TRANSACTIONAL, new Journal<>(), KillTables.ATOMIC, new Journal<>());
    private final AtomicLong versions = new AtomicLong();
    private final List<Map<Long, Optional<Long>>> attemptedTransactions = new ArrayList<>();
    private final Tally tally;
    private volatile boolean serverMissing;

    Operations(Tally tally) {
        this.tally = tally;
    }

    /** An operation that may fail in the client's way. */
    @FunctionalInterface
    interface Operation {
        void send() throws InterruptedException;
    }

    Journal<Long, Long> journal(String cache) {
        return journals.get(cache);
    }

    long nextVersion() {
        return versions.incrementAndGet();
    }

    /** Notes whether a server is killed or restarts. */
    void serverMissing(boolean missing) {
        serverMissing = missing;
    }

    boolean isServerMissing() {
        return serverMissing;
    }

    Tally tally() {
        return tally;
    }

    /** Sends a write; its values are acknowledged if it returns, and possible if it fails. Returns whether it was acknowledged. */
    <K, V> boolean write(Journal<K, V> journal, Map<K, Optional<V>> values, Operation operation)
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

    /** Sends a transaction, of which all or nothing must be found. */
    void writeTransaction(Map<Long, Optional<Long>> values, Operation operation) throws InterruptedException {
        if (!write(journal(KillTables.TRANSACTIONAL), values, operation)) {
            synchronized (attemptedTransactions) {
                attemptedTransactions.add(Map.copyOf(values));
            }
        }
    }

    /** Returns and forgets the transactions that were not acknowledged. */
    List<Map<Long, Optional<Long>>> takeAttemptedTransactions() {
        synchronized (attemptedTransactions) {
            List<Map<Long, Optional<Long>>> taken = List.copyOf(attemptedTransactions);
            attemptedTransactions.clear();
            return taken;
        }
    }

    /** Sends an operation; returns whether it was acknowledged. */
    boolean send(Operation operation) throws InterruptedException {
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
