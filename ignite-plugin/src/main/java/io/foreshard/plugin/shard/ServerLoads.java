package io.foreshard.plugin.shard;

import java.util.UUID;

/**
 * The loads of one server as the coordinator has received them. Immutable and thread-safe.
 *
 * @param server consistent id of the server
 * @param process node id: another one after each start of the server, with counters that begin with 0
 * @param nanos time of the loads on the monotonic clock of the process
 */
record ServerLoads(String server, UUID process, long nanos, LocalLoads loads) {}
