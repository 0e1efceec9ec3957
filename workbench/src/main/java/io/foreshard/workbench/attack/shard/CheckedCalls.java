package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.Operations;
import io.foreshard.workbench.attack.cluster.Operations.Operation;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Calls of the load: each is counted, what was acknowledged is expected by the continuous query too, and none may fail while all servers run. Thread-safe. */
final class CheckedCalls {
    private final Operations operations;
    private final Deliveries deliveries;

    CheckedCalls(Operations operations, Deliveries deliveries) {
        this.operations = operations;
        this.deliveries = deliveries;
    }

    Tally tally() {
        return operations.tally();
    }

    Journal<Long, Long> journal(String cache) {
        return operations.journal(cache);
    }

    long nextVersion() {
        return operations.nextVersion();
    }

    void wrong(String sentence) {
        tally().wrong(sentence);
    }

    /** Counts a wrong number of changed rows, which is allowed while a server is missing. */
    void wrongUnlessMissing(String sentence) {
        if (operations.isServerMissing()) {
            tally().figure("statementsThatMissedRows", 1);
        } else {
            wrong(sentence);
        }
    }

    void write(String cache, Map<Long, Optional<Long>> values, Operation operation) throws InterruptedException {
        if (operations.write(journal(cache), values, watched(operation))) {
            deliveries.expect(cache, values);
        } else {
            deliveries.failed(cache, values.keySet());
        }
    }

    void writeTransaction(String cache, Map<Long, Optional<Long>> values, Operation operation)
            throws InterruptedException {
        if (operations.writeTransaction(cache, values, watched(operation))) {
            deliveries.expect(cache, values);
        } else {
            deliveries.failed(cache, values.keySet());
        }
    }

    /** Sends a transaction on rows without versions. */
    void transfer(String cache, Collection<Long> keys, Operation operation) throws InterruptedException {
        tally().figure("transfers", 1);
        if (!operations.send(watched(operation))) {
            deliveries.failed(cache, keys);
        }
    }

    void read(Operation operation) throws InterruptedException {
        tally().figure("reads", 1);
        operations.send(watched(operation));
    }

    private Operation watched(Operation operation) {
        return () -> {
            try {
                operation.send();
            } catch (RuntimeException e) {
                fail(e);
                throw e;
            }
        };
    }

    private void fail(RuntimeException failure) {
        if (operations.isServerMissing()) {
            tally().figure("failuresWhileAServerIsMissing", 1);
        } else {
            tally().violation("An operation failed while all servers ran: "
                    + failure.toString().replaceAll("\\s+", " "));
        }
    }
}
