package io.foreshard.workbench.demo;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The time of the latest replayed event; it never goes back. Thread-safe. */
final class ReplayClock extends Clock {
    private final AtomicLong millis = new AtomicLong();

    void advanceTo(Instant time) {
        millis.accumulateAndGet(time.toEpochMilli(), Math::max);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The time of a replay is UTC.");
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }
}
