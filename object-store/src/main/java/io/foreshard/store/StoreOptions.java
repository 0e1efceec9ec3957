package io.foreshard.store;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a store that its URI does not hold, by name, and the time one attempt may take. Immutable, hence thread-safe.
 *
 * <p>{@link ObjectStores} refuses a name that the provider of the scheme does not list.
 */
public final class StoreOptions {
    private final Map<String, String> values;
    private final Duration attemptTimeout;

    private StoreOptions(Map<String, String> values, Duration attemptTimeout) {
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
        this.attemptTimeout = attemptTimeout;
    }

    /** Returns options without values and with the attempt timeout of {@link RequestLimits#defaults}. */
    public static StoreOptions none() {
        return new StoreOptions(Map.of(), RequestLimits.defaults().attempt());
    }

    /** Returns these options with one more value; null returns them as they are. */
    public StoreOptions with(String name, String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value);
        return new StoreOptions(more, attemptTimeout);
    }

    /** Returns these options with the attempt timeout of a guard. */
    public StoreOptions within(RequestLimits limits) {
        return new StoreOptions(values, limits.attempt());
    }

    /** Returns the value of an option, or null if it is not set. */
    public String get(String name) {
        return values.get(name);
    }

    /** Returns the time after which the guard gives up an attempt: a store ends its request before. */
    public Duration attemptTimeout() {
        return attemptTimeout;
    }

    Set<String> names() {
        return values.keySet();
    }
}
