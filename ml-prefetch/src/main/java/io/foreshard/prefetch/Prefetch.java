package io.foreshard.prefetch;

import java.util.List;
import java.util.UUID;

/**
 * Keys that a user probably needs, which are fetched together: one of them that is read makes the prefetch a used one.
 *
 * @param <K> type of the keys
 * @param context what the prediction was made from; predictions of a context are judged together
 */
record Prefetch<K>(UUID user, Context context, List<K> keys) {
    Prefetch {
        keys = List.copyOf(keys);
    }
}
