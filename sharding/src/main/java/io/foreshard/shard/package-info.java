/** Shards as values, and the planner that splits and merges them; without Ignite and without threads. */
package io.foreshard.shard;
