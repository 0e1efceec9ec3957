/** Shards on a running cluster: gathers the loads of the partitions, plans, and publishes the catalogue. */
package io.foreshard.plugin.shard;
