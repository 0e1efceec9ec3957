package io.foreshard.store;

import java.util.Set;

/**
 * Opens the stores of one URI scheme. {@link ObjectStores} finds providers with a {@link java.util.ServiceLoader}.
 *
 * <p>To add a scheme, implement this interface with a public class and a public constructor without arguments, name the class in
 * {@code META-INF/services/io.foreshard.store.ObjectStoreProvider}, and put the jar beside this one. Extend
 * {@code io.foreshard.store.testing.ObjectStoreContract} of the test-jar to check the store. Implementations are thread-safe and load no
 * optional library before {@link #open} is called.
 */
public interface ObjectStoreProvider {
    /** Returns the scheme, in lower case and without the colon. One class path has one provider for a scheme. */
    String scheme();

    /** Returns the names of the options that this provider reads. Others are refused before {@link #open} is called. */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * Opens a store. Sends no request, so that a node starts while its store is down; {@link StoreSelfTest} checks the store afterwards. The store
     * sends each call once, see {@link ObjectStore}.
     *
     * @param uri location with the scheme of this provider; without query, fragment and credentials
     * @throws IllegalArgumentException if the location or an option is wrong, with a sentence that names the setting and the cure and repeats no part
     *     of a value that may hold a secret
     * @throws ObjectStoreException if the store cannot be opened for another reason
     */
    ObjectStore open(StoreUri uri, StoreOptions options) throws ObjectStoreException;
}
