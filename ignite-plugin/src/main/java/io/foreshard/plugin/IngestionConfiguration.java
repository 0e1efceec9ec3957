package io.foreshard.plugin;

import java.util.List;

/** The settings of ingestion on a server. Not thread-safe. */
public final class IngestionConfiguration extends SettingGroup {
    /** Last transactions that are read into memory for a returning user. */
    public static final Setting<Integer> WARM_HISTORY = Setting.of(
                    "warmHistory",
                    SettingType.INTEGER,
                    10,
                    "Last transactions of a returning user that the servers read into memory when a session begins; 0 reads none. "
                            + "No effect without `tier.storeUri`.")
            .mustBe("from 0 to 32 transactions", count -> count >= 0 && count <= 32);

    /** Sets how many last transactions of a returning user are read into memory, 0 to 32, default 10. */
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
        return List.of(WARM_HISTORY);
    }
}
