/** Access to Ignite's SQL engines: switches off the partition pruning that cannot handle tables placed by profile id. */
package io.foreshard.plugin.internal.sql;
