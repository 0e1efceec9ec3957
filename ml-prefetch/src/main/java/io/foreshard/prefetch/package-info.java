/** Fetching what will be asked for, within a budget and never in the way of a read. */
package io.foreshard.prefetch;
