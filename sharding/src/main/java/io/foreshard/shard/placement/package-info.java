/** The placement: which servers own which partitions, as an immutable, versioned value with a change and a byte format. */
package io.foreshard.shard.placement;
