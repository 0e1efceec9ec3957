package io.foreshard.workbench.attack.outage;

import org.apache.ignite.client.ClientException;

/** Reads of remote rows in an outage: each fails or is right, which shows that the outage is there. Used by one thread. */
final class Baits {
    private static final int MANY = 20;

    private final Cell cell;
    private final Site site;
    private final CellResult result;
    private Attempt attempt;

    Baits(Cell cell, Site site, CellResult result) {
        this.cell = cell;
        this.site = site;
        this.result = result;
    }

    /** Reads, unless the last read has not ended: while the servers of the cluster change it may wait. */
    void take() throws InterruptedException {
        if (attempt != null && !attempt.hasEnded()) {
            return;
        }
        attempt = Attempt.begin(this::read);
        if (!attempt.await(Expectation.FAILS.limitMillis())) {
            if (!cell.operation().changesServers()) {
                result.violation("a cold read waits longer than " + Expectation.FAILS.limitMillis() + " ms");
            }
        } else if (attempt.succeeded()) {
            result.violation("a cold read worked in the outage, so the cell shows nothing");
        } else {
            judge();
        }
    }

    private void read() {
        ClientException failure = null;
        for (long key = Site.BAIT; key < Site.BAIT + (cell.operation().changesServers() ? MANY : 1); key++) {
            try {
                site.check(key, site.thin().get(key));
            } catch (ClientException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void judge() {
        if (attempt.failure() instanceof WrongRowException) {
            result.wrong("a read in the outage: " + attempt.failure().getMessage());
        }
    }

    /** Waits for the last read after the outage. */
    void end() throws InterruptedException {
        if (!attempt.await(Recovery.HANG_MILLIS)) {
            throw new OutageException("a cold read hangs after the outage");
        }
        judge();
    }
}
