/** The planner that decides which nodes own which partitions: a pure function of nodes, owners, loads and time. Its door is {@code PlacementPlanner}. */
package io.foreshard.shard.balance;
