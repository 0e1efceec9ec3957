package io.foreshard.workbench.attack.outage;

/** Changes of the servers of a cluster in an outage. Each call may be repeated. */
interface Members {
    /** Starts a further server, which has no partition yet; returns when it has joined. */
    void start(int number);

    /** Adds a further server to the baseline, and starts it first if it does not run; returns when all owners of each partition have all rows. */
    void join();

    /** Kills the last server and takes it out of the baseline for good; returns when all owners of each partition have all rows. */
    void leave();
}
