package io.foreshard.store;

import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens object stores by the scheme of their URI. Thread-safe. */
public final class ObjectStores {
    private ObjectStores() {}

    /**
     * Opens a store with the provider of its scheme. {@code dir:/absolute/path} and {@code s3://bucket/prefix} are built in.
     *
     * @param uri location of the store, read as {@link StoreUri} says
     * @param options settings beside the URI
     * @throws IllegalArgumentException if the URI or an option is refused, with a sentence that names the setting and the cure
     * @throws ObjectStoreException if the store cannot be opened
     */
    public static ObjectStore open(String uri, StoreOptions options) throws ObjectStoreException {
        StoreUri location = StoreUri.parse(uri);
        SortedMap<String, ObjectStoreProvider> providers = providers();
        ObjectStoreProvider provider = providers.get(location.scheme());
        if (provider == null) {
            throw StoreUri.refused("begins with the scheme of no store on the class path: use one of "
                    + String.join(":, ", providers.keySet()) + ":");
        }
        for (String option : options.names()) {
            if (!provider.options().contains(option)) {
                throw new IllegalArgumentException(
                        "The setting tier." + option + " has no effect on a store of the scheme " + provider.scheme()
                                + ": remove tier." + option + ", or change tier.storeUri.");
            }
        }
        return provider.open(location, options);
    }

    private static SortedMap<String, ObjectStoreProvider> providers() {
        SortedMap<String, ObjectStoreProvider> providers = new TreeMap<>();
        for (ObjectStoreProvider provider :
                ServiceLoader.load(ObjectStoreProvider.class, ObjectStores.class.getClassLoader())) {
            ObjectStoreProvider other = providers.put(provider.scheme(), provider);
            if (other != null) {
                throw new IllegalStateException("Two providers have the scheme " + provider.scheme()
                        + ": remove the jar of " + other.getClass().getName() + " or of "
                        + provider.getClass().getName() + " from the class path.");
            }
        }
        return providers;
    }
}
