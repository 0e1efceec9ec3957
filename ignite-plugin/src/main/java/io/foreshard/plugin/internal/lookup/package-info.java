/** Rows that a query of an SQL engine looks up one after the other, and that are fetched together. */
package io.foreshard.plugin.internal.lookup;
