package io.foreshard.plugin.shard;

import io.foreshard.shard.balance.EpochForecast;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** The forecast of the next epoch in tests, at a fixed time. */
final class LoadsOfEpochs {
    static final Duration EPOCH = Duration.ofDays(30);

    private LoadsOfEpochs() {}

    /** Returns a forecast for epochs of 30 days and the default layout. */
    static EpochForecast forecast(int partitions, long nowMillis) {
        return new EpochForecast(
                15, partitions / 16, EPOCH, Clock.fixed(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC));
    }
}
