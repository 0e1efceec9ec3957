/** The contract test of object stores, and stores that are slow or faulty on purpose. In the test-jar, for third parties and other modules. */
package io.foreshard.store.testing;
