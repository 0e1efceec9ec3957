package io.foreshard.shard.balance;

import java.util.List;

/**
 * A partition whose owners were changed a short time ago. Immutable and thread-safe.
 *
 * @param partition its number
 * @param from consistent ids of its owners before
 * @param load its load when the move was decided
 * @param atMillis when the move was decided
 */
public record RecentMove(int partition, List<String> from, Load load, long atMillis) {}
