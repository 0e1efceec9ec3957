/** Shard planning on a running cluster: the oldest server reads the loads, plans and publishes; every node reads the report. */
package io.foreshard.plugin.shard;
