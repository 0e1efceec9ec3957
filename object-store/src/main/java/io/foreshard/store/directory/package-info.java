/** Object stores in a directory, scheme {@code dir:}. */
package io.foreshard.store.directory;
