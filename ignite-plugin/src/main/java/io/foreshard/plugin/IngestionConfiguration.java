package io.foreshard.plugin;

import io.foreshard.profile.RecentColumns;
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

    /** Number of last transactions whose columns a window keeps. */
    public static final Setting<Integer> RECENT_TRANSACTIONS = Setting.of(
                    "recentTransactions",
                    SettingType.INTEGER,
                    10,
                    "Number of last transactions of a user that `Ingestion.recent` returns without a read of their rows: up to 24 bytes each in the user's window.")
            .mustBe("from 0 to 64 transactions", count -> count >= 0 && count <= 64)
            .sameOn(Setting.Sameness.SERVERS);

    /** Columns that a window keeps of the last transactions. */
    public static final Setting<RecentColumns> RECENT_COLUMNS = Setting.of(
                    "recentColumns",
                    SettingType.RECENT_COLUMNS,
                    RecentColumns.all(),
                    "Columns of these transactions, beside the receipt and the type.")
            .mustBe("some of `time`, `object`, `amount`, separated by commas", columns -> true)
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

    /** Sets the number of last transactions whose columns a window keeps, 0 to 64, default 10. */
    public IngestionConfiguration setRecentTransactions(int recentTransactions) {
        put(RECENT_TRANSACTIONS, recentTransactions);
        return this;
    }

    /** Sets the number of transactions as text. */
    public IngestionConfiguration setRecentTransactions(String recentTransactions) {
        put(RECENT_TRANSACTIONS, recentTransactions);
        return this;
    }

    /** Returns the number of transactions as text. */
    public String getRecentTransactions() {
        return text(RECENT_TRANSACTIONS);
    }

    /** Sets the columns that a window keeps of the last transactions, default all. */
    public IngestionConfiguration setRecentColumns(RecentColumns recentColumns) {
        put(RECENT_COLUMNS, recentColumns);
        return this;
    }

    /** Sets the columns as text, such as {@code time,amount}. */
    public IngestionConfiguration setRecentColumns(String recentColumns) {
        put(RECENT_COLUMNS, recentColumns);
        return this;
    }

    /** Returns the columns as text. */
    public String getRecentColumns() {
        return text(RECENT_COLUMNS);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(RETRY_HORIZON, WARM_HISTORY, RECENT_TRANSACTIONS, RECENT_COLUMNS);
    }
}
