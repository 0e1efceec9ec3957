package io.foreshard.shard.balance;

import java.io.Serializable;

/**
 * A move, or the reason why there is none. Immutable and thread-safe.
 *
 * @param code why
 * @param partition the partition it concerns, or -1
 * @param from consistent id of the node that gives up a copy, the primary or load, or an empty text
 * @param to consistent id of the node that gets it, or an empty text
 * @param bytes bytes that are copied
 * @param reason a sentence for an operator, with the numbers it is based on
 */
public record PlacementDecision(Reason code, int partition, String from, String to, long bytes, String reason)
        implements Serializable {}
