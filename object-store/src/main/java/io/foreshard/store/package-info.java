/** The port of object stores, the registry that opens a store by the scheme of its URI, and the guard around a store. */
package io.foreshard.store;
