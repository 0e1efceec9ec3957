/** Attacks on placements and moves of partitions. */
package io.foreshard.workbench.attack.shard;
