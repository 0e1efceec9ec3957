package io.foreshard.plugin.shard;

import java.io.Serializable;

/**
 * The operations of one server in the last round of shard planning. Immutable and thread-safe.
 *
 * <p>A server that did not answer is not idle: its rates are those of its last answer.
 */
public final class ServerReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String server;
    private final boolean answered;
    private final long measuredMillis;
    private final double readsPerSecond;
    private final double writesPerSecond;
    private final double windowOperationsPerSecond;

    ServerReport(
            String server,
            boolean answered,
            long measuredMillis,
            double readsPerSecond,
            double writesPerSecond,
            double windowOperationsPerSecond) {
        this.server = server;
        this.answered = answered;
        this.measuredMillis = measuredMillis;
        this.readsPerSecond = readsPerSecond;
        this.writesPerSecond = writesPerSecond;
        this.windowOperationsPerSecond = windowOperationsPerSecond;
    }

    static ServerReport of(ServerRates rates) {
        ServerRates.Rates sum = rates.sum();
        return new ServerReport(
                rates.server(),
                rates.answered(),
                rates.measuredMillis(),
                sum.readsPerSecond(),
                sum.writesPerSecond(),
                rates.windowOperationsPerSecond());
    }

    /** Returns the consistent id of the server. */
    public String server() {
        return server;
    }

    /** Returns whether the server answered in the round. */
    public boolean answered() {
        return answered;
    }

    /** Returns the time of the round in which the rates were measured; 0 if they are not known yet. */
    public long measuredMillis() {
        return measuredMillis;
    }

    /** Returns the rows that users read on the server per second, from tables of the map. */
    public double readsPerSecond() {
        return readsPerSecond;
    }

    /** Returns the changes of rows per second whose primary is the server, in tables of the map. */
    public double writesPerSecond() {
        return writesPerSecond;
    }

    /** Returns the operations on windows of users per second; windows do not move with the shards. */
    public double windowOperationsPerSecond() {
        return windowOperationsPerSecond;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerReport report
                && server.equals(report.server)
                && answered == report.answered
                && measuredMillis == report.measuredMillis
                && Double.compare(readsPerSecond, report.readsPerSecond) == 0
                && Double.compare(writesPerSecond, report.writesPerSecond) == 0
                && Double.compare(windowOperationsPerSecond, report.windowOperationsPerSecond) == 0;
    }

    @Override
    public int hashCode() {
        return server.hashCode();
    }

    @Override
    public String toString() {
        return server + (answered ? "" : " (did not answer)") + ": " + readsPerSecond + " reads/s, " + writesPerSecond
                + " writes/s, " + windowOperationsPerSecond + " operations/s on windows";
    }
}
