/** Clusters that are simulated in virtual time with the planners of production, and the scores of their runs. Seeded: the same scenario gives the same score. */
package io.foreshard.shard.simulation;
