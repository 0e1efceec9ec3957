/** Object stores in memory, for tests and simulations. */
package io.foreshard.store.memory;
