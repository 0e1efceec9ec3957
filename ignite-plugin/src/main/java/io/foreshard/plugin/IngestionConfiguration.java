package io.foreshard.plugin;

import java.time.Duration;
import java.util.List;

/** The settings of ingestion on a server. Not thread-safe. */
public final class IngestionConfiguration extends SettingGroup {
    /** Number of last transactions of a returning user that are read into memory. */
    public static final Setting<Integer> WARM_HISTORY = Setting.of(
                    "warmHistory",
                    SettingType.INTEGER,
                    10,
                    "Number of last transactions of a returning user whose first records the servers read into memory when a session begins; "
                            + "0 reads none. No effect without `tier.storeUri`.")
            .mustBe("from 0 to 32 transactions", count -> count >= 0 && count <= 32);

    /** Time during which a retry is recognised. */
    public static final Setting<Duration> RETRY_HORIZON = Setting.of(
                    "retryHorizon",
                    SettingType.DURATION,
                    Duration.ofHours(24),
                    "Time from the issue of a transaction's id during which a retry is recognised.")
            .mustBe(
                    "a duration from PT1M to P30D",
                    horizon -> horizon.compareTo(Duration.ofMinutes(1)) >= 0
                            && horizon.compareTo(Duration.ofDays(30)) <= 0)
            .sameOn(Setting.Sameness.SERVERS);

    /** Sets the time from the issue of a transaction's id during which a retry is recognised, PT1M to P30D, default 24 hours. */
    public IngestionConfiguration setRetryHorizon(Duration retryHorizon) {
        put(RETRY_HORIZON, retryHorizon);
        return this;
    }

    /** Sets the retry horizon as text, such as {@code PT24H}. */
    public IngestionConfiguration setRetryHorizon(String retryHorizon) {
        put(RETRY_HORIZON, retryHorizon);
        return this;
    }

    /** Returns the retry horizon as text. */
    public String getRetryHorizon() {
        return text(RETRY_HORIZON);
    }

    /** Sets the number of last transactions of a returning user that are read into memory, 0 to 32, default 10. */
    public IngestionConfiguration setWarmHistory(int warmHistory) {
        put(WARM_HISTORY, warmHistory);
        return this;
    }

    /** Sets the number of transactions as text. */
    public IngestionConfiguration setWarmHistory(String warmHistory) {
        put(WARM_HISTORY, warmHistory);
        return this;
    }

    /** Returns the number of transactions as text. */
    public String getWarmHistory() {
        return text(WARM_HISTORY);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(RETRY_HORIZON, WARM_HISTORY);
    }
}
