/** The seam at Ignite's SQL: partition pruning that suits tables placed by profile id. */
package io.foreshard.plugin.internal.sql;
