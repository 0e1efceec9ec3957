/** Encryption of objects before they are sent to a store. */
package io.foreshard.store.encryption;
