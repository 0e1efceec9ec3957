package io.foreshard.plugin.internal.page;

import java.io.IOException;
import java.io.Serial;
import javax.cache.CacheException;
import org.apache.ignite.IgniteCheckedException;

/**
 * A page could not be fetched from the object store; nothing was changed. Another node, which may not have this class, receives it as its base class.
 *
 * <p>Its cause is a {@link CacheException} with the same message: {@code GridCacheUtils.convertToCacheException} gives a caller that one, instead of its own
 * "Runtime failure on lookup row" with the key.
 */
final class UnavailablePageException extends IgniteCheckedException {
    @Serial
    private static final long serialVersionUID = 0L;

    UnavailablePageException(String message, IOException cause) {
        super(message, new CacheException(message, cause));
    }

    @Serial
    private Object writeReplace() {
        return new IgniteCheckedException(getMessage(), new CacheException(getMessage()));
    }
}
