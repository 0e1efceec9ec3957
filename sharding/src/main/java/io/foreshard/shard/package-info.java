/** Shards as values, and the planner that splits and merges them: pure, without Ignite and without threads. */
package io.foreshard.shard;
