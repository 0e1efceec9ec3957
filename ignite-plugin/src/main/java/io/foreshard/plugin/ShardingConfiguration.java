package io.foreshard.plugin;

import io.foreshard.shard.balance.Mode;
import java.time.Duration;
import java.util.List;

/** The settings of shard planning: what becomes of a plan, the limits above which a shard is split, and the pace of moves. Not thread-safe. */
public final class ShardingConfiguration extends SettingGroup {
    /** What becomes of a plan. */
    public static final Setting<Mode> MODE = Setting.of(
            "mode",
            SettingType.names(Mode.class),
            Mode.ADVISE,
            "`off` plans nothing, `advise` reports what it would do, `auto` does it. The oldest server's value holds until the distributed property"
                    + " `foreshard.shards.mode` is set.");

    /** Size above which a shard is split. */
    public static final Setting<Long> SPLIT_BYTES = Setting.of(
                    "splitBytes",
                    SettingType.BYTES,
                    1L << 30,
                    "Size above which a shard is split; two shards merge below a quarter of it. A single partition above it takes no new profile ids.")
            .mustBe("at least 64KiB", bytes -> bytes >= 1 << 16);

    /** Rate of operations above which a shard is split. */
    public static final Setting<Integer> SPLIT_OPERATIONS_PER_SECOND = Setting.of(
                    "splitOperationsPerSecond",
                    SettingType.INTEGER,
                    2_000,
                    "Reads and writes per second above which a shard is split; two shards merge below a quarter of it.")
            .mustBe("above 0", rate -> rate > 0);

    /** Time for which two shards must be small and idle before they merge. */
    public static final Setting<Duration> MERGE_AFTER = Setting.of(
                    "mergeAfter",
                    SettingType.DURATION,
                    Duration.ofMinutes(5),
                    "Time for which two shards must be small and idle before they merge; their boundaries must be twice as old.")
            .mustBe(
                    "a duration from PT10S to P1D",
                    time -> time.compareTo(Duration.ofSeconds(10)) >= 0 && time.compareTo(Duration.ofDays(1)) <= 0);

    /** Failure domain of this server. */
    public static final Setting<String> FAILURE_DOMAIN = Setting.of(
            "failureDomain",
            SettingType.TEXT,
            null,
            "What fails together with this server, such as a rack or a zone: copies of a partition are planned into different ones where there are enough.");

    /** Rate at which a server sends and receives rows for moves, at most. */
    public static final Setting<Long> MAX_MOVE_BYTES_PER_SECOND = Setting.of(
                    "maxMoveBytesPerSecond",
                    SettingType.BYTES,
                    64L << 20,
                    "Bytes per second that this server sends and receives, at most, when partitions are copied to other servers. Less while operations are slow, but never less"
                            + " than a 16th. The distributed property `foreshard.shards.maxMoveBytesPerSecond` replaces it on all servers.")
            .mustBe("at least 64KiB", bytes -> bytes >= 1 << 16);

    /** Sets what becomes of a plan, default {@link Mode#ADVISE}. */
    public ShardingConfiguration setMode(Mode mode) {
        put(MODE, mode);
        return this;
    }

    /** Sets what becomes of a plan as text: {@code off}, {@code advise} or {@code auto}. */
    public ShardingConfiguration setMode(String mode) {
        put(MODE, mode);
        return this;
    }

    /** Returns what becomes of a plan as text. */
    public String getMode() {
        return text(MODE);
    }

    /** Sets the bytes above which a shard is split, at least 64 KiB, default 1 GiB. */
    public ShardingConfiguration setSplitBytes(long splitBytes) {
        put(SPLIT_BYTES, splitBytes);
        return this;
    }

    /** Sets the size above which a shard is split as text, such as {@code 64MiB} or {@code 1GB}. */
    public ShardingConfiguration setSplitBytes(String splitBytes) {
        put(SPLIT_BYTES, splitBytes);
        return this;
    }

    /** Returns the size above which a shard is split as text. */
    public String getSplitBytes() {
        return text(SPLIT_BYTES);
    }

    /** Sets the reads and writes per second above which a shard is split, default 2000. */
    public ShardingConfiguration setSplitOperationsPerSecond(int splitOperationsPerSecond) {
        put(SPLIT_OPERATIONS_PER_SECOND, splitOperationsPerSecond);
        return this;
    }

    /** Sets the reads and writes per second above which a shard is split as text. */
    public ShardingConfiguration setSplitOperationsPerSecond(String splitOperationsPerSecond) {
        put(SPLIT_OPERATIONS_PER_SECOND, splitOperationsPerSecond);
        return this;
    }

    /** Returns the reads and writes per second above which a shard is split as text. */
    public String getSplitOperationsPerSecond() {
        return text(SPLIT_OPERATIONS_PER_SECOND);
    }

    /** Sets the time for which two shards must be small and idle before they merge, from 10 s to 1 day, default 5 minutes. */
    public ShardingConfiguration setMergeAfter(Duration mergeAfter) {
        put(MERGE_AFTER, mergeAfter);
        return this;
    }

    /** Sets the time for which two shards must be small and idle before they merge as text, such as {@code PT5M}. */
    public ShardingConfiguration setMergeAfter(String mergeAfter) {
        put(MERGE_AFTER, mergeAfter);
        return this;
    }

    /** Returns the time for which two shards must be small and idle before they merge as text. */
    public String getMergeAfter() {
        return text(MERGE_AFTER);
    }

    /** Sets what fails together with this server, such as a rack or a zone; default none. */
    public ShardingConfiguration setFailureDomain(String failureDomain) {
        put(FAILURE_DOMAIN, failureDomain);
        return this;
    }

    /** Returns what fails together with this server. */
    public String getFailureDomain() {
        return text(FAILURE_DOMAIN);
    }

    /** Sets the bytes per second that this server sends and receives for moves at most, at least 64 KiB, default 64 MiB. */
    public ShardingConfiguration setMaxMoveBytesPerSecond(long maxMoveBytesPerSecond) {
        put(MAX_MOVE_BYTES_PER_SECOND, maxMoveBytesPerSecond);
        return this;
    }

    /** Sets the bytes per second that this server sends and receives for moves at most as text, such as {@code 64MiB}. */
    public ShardingConfiguration setMaxMoveBytesPerSecond(String maxMoveBytesPerSecond) {
        put(MAX_MOVE_BYTES_PER_SECOND, maxMoveBytesPerSecond);
        return this;
    }

    /** Returns the bytes per second that this server sends and receives for moves at most as text. */
    public String getMaxMoveBytesPerSecond() {
        return text(MAX_MOVE_BYTES_PER_SECOND);
    }

    @Override
    List<Setting<?>> settings() {
        return List.of(
                MODE, SPLIT_BYTES, SPLIT_OPERATIONS_PER_SECOND, MERGE_AFTER, FAILURE_DOMAIN, MAX_MOVE_BYTES_PER_SECOND);
    }
}
