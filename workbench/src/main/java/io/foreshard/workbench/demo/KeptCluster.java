package io.foreshard.workbench.demo;

import io.foreshard.ingest.UserAction;
import io.foreshard.trace.Trace;
import io.foreshard.workbench.machine.PortBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The addresses of a cluster that stays up after the run, and statements to try on it. Immutable and thread-safe. */
final class KeptCluster {
    private final PortBlock ports;
    private final Trace trace;

    KeptCluster(PortBlock ports, Trace trace) {
        this.ports = ports;
        this.trace = trace;
    }

    /** Returns the JDBC URL of both servers, for Ignite's thin driver. */
    String jdbcUrl() {
        return "jdbc:ignite:thin://127.0.0.1:" + ports.clients(0) + ",127.0.0.1:" + ports.clients(1);
    }

    String metricsUrl(int server) {
        return "http://127.0.0.1:" + ports.metrics(server) + "/metrics";
    }

    /** Returns four statements; the third reads rows that are in the object store. */
    List<String> statements() {
        return List.of(
                "SELECT * FROM SYS.SHARDS",
                "SELECT DECISION_TIME, DECISION, SHARD_ID, DECIDED_BY, REASON FROM SYS.SHARD_DECISIONS",
                "SELECT EVENT_TIME, OBJECT_ID, RECORDS FROM FORESHARD.TRANSACTIONS\n      WHERE USER_ID = '"
                        + busiestUser() + "'\n      ORDER BY EVENT_TIME DESC LIMIT 10",
                "SELECT OBJECT_ID, COUNT(*) AS ACTIONS FROM FORESHARD.TRANSACTIONS\n      GROUP BY OBJECT_ID ORDER BY ACTIONS DESC LIMIT 10");
    }

    private UUID busiestUser() {
        Map<UUID, Integer> counts = new HashMap<>();
        for (UserAction action : trace.actions()) {
            counts.merge(action.userId(), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Returns the lines that a user reads. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%n  The cluster runs until Ctrl-C, which deletes it.%n%n"));
        text.append(String.format("  JDBC     %s%n", jdbcUrl()));
        for (int server = 0; server < DemoCluster.SERVERS; server++) {
            text.append(String.format("  %-8s %s%n", server == 0 ? "metrics" : "", metricsUrl(server)));
        }
        text.append(
                String.format("%n  Statements to try, for example with ./foreshard sql '%s' 'STATEMENT'%n", jdbcUrl()));
        for (String statement : statements()) {
            text.append(String.format("%n    %s;%n", statement));
        }
        return text.toString();
    }
}
