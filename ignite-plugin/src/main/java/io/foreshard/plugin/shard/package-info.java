/** Shard planning on a running cluster: the oldest server measures, plans and publishes; every node reads the report. */
package io.foreshard.plugin.shard;
