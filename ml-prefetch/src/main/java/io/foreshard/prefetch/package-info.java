/** Prefetching: reads of predicted keys within a budget, which never fail or change a read of the application. */
package io.foreshard.prefetch;
