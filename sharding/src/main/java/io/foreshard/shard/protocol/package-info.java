/**
 * A model of the protocol by which nodes agree on a placement and move partitions, and a seeded check of it. Messages, files, exchanges and copies are modelled;
 * the placement, its changes, their format and the planner are those of production. The rules are those of docs/sharding.md.
 */
package io.foreshard.shard.protocol;
